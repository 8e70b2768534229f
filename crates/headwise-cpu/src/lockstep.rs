//! Two slices walked side by side.
//!
//! As `a.iter().zip(b)`, whose loop counts: WebAssembly then scales the count and adds it to each
//! address anew, six instructions a step, which engines do not take out. Here each address advances by
//! an addition, and one length is counted down. A loop so much shorter is also one that V8 unrolls.

/// Pairs of neighbours, as many as the shorter slice has.
pub(crate) struct Lockstep<'a, A, B> {
    a: &'a [A],
    b: &'a [B],
}

/// Walks over `a` and `b`.
#[inline(always)]
pub(crate) fn lockstep<'a, A, B>(a: &'a [A], b: &'a [B]) -> Lockstep<'a, A, B> {
    // Of one length, so that one end is looked for.
    let steps = a.len().min(b.len());
    Lockstep {
        a: &a[..steps],
        b: &b[..steps],
    }
}

impl<'a, A, B> Iterator for Lockstep<'a, A, B> {
    type Item = (&'a A, &'a B);

    #[inline(always)]
    fn next(&mut self) -> Option<Self::Item> {
        let ((a, rest_of_a), (b, rest_of_b)) = self.a.split_first().zip(self.b.split_first())?;
        (self.a, self.b) = (rest_of_a, rest_of_b);
        Some((a, b))
    }
}

#[cfg(test)]
mod tests {
    use super::lockstep;

    #[test]
    fn it_ends_with_the_shorter() {
        let of = |a: &[u8], b: &[u8]| lockstep(a, b).map(|(a, b)| (*a, *b)).collect::<Vec<_>>();
        assert_eq!(of(&[1, 2, 3], &[4, 5]), [(1, 4), (2, 5)]);
        assert_eq!(of(&[1], &[4, 5]), [(1, 4)]);
        assert_eq!(of(&[], &[4, 5]), []);
    }
}

//! One cell of a map, derived.

/// How a weight came about: `weight = exp(scale dot - lse)`.
///
/// The dot product is taken in f64 of the f32 that the kernels read, so that it can stand beside theirs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cell {
    /// `q . k`.
    pub dot: f64,
    /// What it is multiplied by.
    pub scale: f64,
    /// The row's log-sum-exp; minus infinity where every key is hidden.
    pub lse: f64,
    /// Whether a mask hides the key from the query: the weight is then 0.
    pub hidden: bool,
    /// From 0 to 1.
    pub weight: f64,
}

impl Cell {
    /// The cell of a query and a key of one width.
    ///
    /// ```
    /// use headwise_core::map::Cell;
    ///
    /// let cell = Cell::new(&[1.0, 2.0], &[3.0, -1.0], 0.5, 0.5, false);
    /// assert_eq!((cell.dot, cell.weight), (1.0, 1.0)); // the only key that the row sees
    /// ```
    pub fn new(query: &[f32], key: &[f32], scale: f64, lse: f64, hidden: bool) -> Self {
        let products = query.iter().zip(key);
        let dot: f64 = products.map(|(&q, &k)| f64::from(q) * f64::from(k)).sum();
        let weight = if hidden {
            0.0
        } else {
            (scale * dot - lse).exp()
        };
        Self {
            dot,
            scale,
            lse,
            hidden,
            weight,
        }
    }
}

use headwise_core::trace::Comparison;
use headwise_core::trace::build::*;

fn cell(name: &str) -> Formula {
    read(name, [var("i")])
}

#[test]
fn a_contraction_reads_as_on_paper() {
    let product = read("qHeads", [var("h"), var("i"), var("d")])
        * read("kHeads", [var("h") / 2, var("j"), var("d")]);
    let scores = rule(["h", "i", "j"], sum("d", fixed(8), product));
    let text = "scores[h,i,j] = sum_d qHeads[h,i,d] * kHeads[h div 2,j,d]";
    assert_eq!(scores.to_text("scores"), text);
}

#[test]
fn a_scalar_has_no_brackets() {
    assert_eq!(rule([], plain(0.5)).to_text("peak"), "peak = 0.5");
    assert_eq!(read("peak", []).to_string(), "peak");
}

#[test]
fn brackets_stand_where_they_change_the_meaning_and_nowhere_else() {
    let (a, b, c) = (|| cell("a"), || cell("b"), || cell("c"));
    for (expr, text) in [
        (a() + b() + c(), "(a[i] + b[i]) + c[i]"),
        (a() * b() + c(), "a[i] * b[i] + c[i]"),
        (a() * (b() + c()), "a[i] * (b[i] + c[i])"),
        (a() - b() - c(), "a[i] - b[i] - c[i]"),
        (a() - (b() - c()), "a[i] - (b[i] - c[i])"),
        (a() / b() / c(), "a[i] / b[i] / c[i]"),
        (a() / (b() * c()), "a[i] / (b[i] * c[i])"),
        (power(a() + b(), c()), "(a[i] + b[i])^c[i]"),
        (exp_shifted(a(), b() + c()), "exp(a[i] - (b[i] + c[i]))"),
        (sum("i", fixed(4), a()) / plain(4.0), "(sum_i a[i]) / 4"),
        (sum("i", fixed(4), a() + b()), "sum_i (a[i] + b[i])"),
        (square_root(a() + b()), "sqrt(a[i] + b[i])"),
        (
            a() / constant(2.0, r"1/\sqrt{d_k}"),
            r"a[i] / (1/\sqrt{d_k})",
        ),
    ] {
        assert_eq!(expr.to_string(), text);
    }
}

#[test]
fn an_extent_that_moves_is_named() {
    let body = maximum("p", var("h") + fixed(1), read("x", [var("p")]));
    assert_eq!(body.to_string(), "max_{p < h + 1} x[p]");
}

#[test]
fn indices_read_as_arithmetic() {
    let index: Place = (var("h") + fixed(1)) * 8 + var("c") % 4;
    assert_eq!(index.to_string(), "(h + 1) * 8 + c mod 4");
    assert_eq!(((var("c") / 2) * 2).to_string(), "(c div 2) * 2");
    assert_eq!((lookup("word", [var("i")]) * 3).to_string(), "word[i] * 3");
}

#[test]
fn every_other_form_has_a_text() {
    let (query, key) = (number(var("i")), number(var("j")));
    let mask = select(
        key,
        Comparison::AtMost,
        query,
        plain(1.0),
        negative_infinity(),
    );
    for (expr, text) in [
        (mask, "1 if j <= i else -inf"),
        (given(), "given"),
        (tanh(sine(cosine(plain(1.0)))), "tanh(sin(cos(1)))"),
        (round(plain(0.5)), "round(0.5)"),
        (draw(7, 1, var("r")), "draw(seed 7, stream 1, r)"),
    ] {
        assert_eq!(expr.to_string(), text);
    }
}

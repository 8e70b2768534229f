use crate::{request, traced};
use headwise_model::TraceBuilder;

#[test]
fn progress_rises_from_nothing_to_all() {
    let mut builder = TraceBuilder::new(&request(|_| ())).unwrap();
    let mut shares = vec![builder.progress()];
    loop {
        let done = builder.advance().unwrap();
        shares.push(builder.progress());
        if done {
            break;
        }
    }
    assert_eq!((shares[0], shares[shares.len() - 1]), (0.0, 1.0));
    assert!(
        shares.is_sorted_by(|before, after| before < after),
        "{shares:?}"
    );
    assert!(shares.len() > 5, "pieces are small");
    assert!(builder.advance().unwrap(), "asking again does no harm");
    assert_eq!(builder.finish().unwrap(), traced(|_| ()));
}

#[test]
fn finishing_early_computes_the_rest() {
    let mut builder = TraceBuilder::new(&request(|_| ())).unwrap();
    builder.advance().unwrap();
    assert_eq!(builder.finish().unwrap(), traced(|_| ()));
}

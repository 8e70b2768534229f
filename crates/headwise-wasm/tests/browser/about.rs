use crate::support::get;
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen_test]
fn a_build_says_what_it_is() {
    let about = headwise_wasm::about().unwrap();
    assert_eq!(
        get(&about, "version").as_string().unwrap(),
        env!("CARGO_PKG_VERSION")
    );
    assert_eq!(get(&about, "simd").as_string().unwrap(), "scalar");
}

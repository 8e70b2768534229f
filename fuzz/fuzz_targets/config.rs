//! A configuration is refused, or its sizes fit each other.
#![no_main]

use headwise_model::transformer::Config;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    if let Ok(config) = Config::parse(data) {
        assert_eq!(config.heads % config.kv_heads, 0);
        assert!(config.vocab_size > 0 && config.d_model > 0 && config.wide() > 0);
        assert!((0..3).all(|layer| config.scale(layer).is_finite()));
    }
});

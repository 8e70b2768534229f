#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| headwise_fuzz::targets::trace(data));

//! A tokenizer is refused, or its tokens cover every text.
#![no_main]

use headwise_model::tokenizer::Bpe;
use libfuzzer_sys::fuzz_target;

const TEXT: &str = "It's  the 12345 keys,\n\n  naïve 你好 🙂 <|endoftext|> aaaaaaaaaaaaaaaa ";

fuzz_target!(|data: &[u8]| {
    let Ok(tokenizer) = Bpe::parse(data) else {
        return;
    };
    // The end of the input is a text too.
    let own = String::from_utf8_lossy(&data[data.len().saturating_sub(200)..]).into_owned();
    for text in [TEXT, &own] {
        let Ok(tokens) = tokenizer.encode(text, false) else {
            continue;
        };
        let mut end = 0;
        for token in &tokens {
            assert_eq!(token.start, end);
            end = token.end;
            let _ = token.characters(text);
        }
        assert_eq!(end, text.len());
        let ids: Vec<u32> = tokens.iter().map(|token| token.id).collect();
        tokenizer.decode(&ids);
    }
});

//! A tensor file is refused, or all of its tensors are.
#![no_main]

use headwise_model::safetensors::TensorFile;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let Ok(file) = TensorFile::parse(data.to_vec()) else {
        return;
    };
    for name in file.names() {
        let tensor = file.tensor(&name).expect("a name of the file");
        if let Ok(numbers) = tensor.numbers::<f32>() {
            assert_eq!(numbers.len(), tensor.shape().iter().product::<usize>());
        }
    }
});

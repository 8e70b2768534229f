// Single precision, where numbers are staged and where they are compared.

alias Staged = vec4<f32>;
const HALF: bool = false;
// The largest number that is not odd, as bits.
const LARGEST: u32 = 0x7f7fffffu;

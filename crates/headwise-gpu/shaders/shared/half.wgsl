enable f16;
// Half precision where numbers are staged. It comes first: nothing may stand before what is enabled.

alias Staged = vec4<f16>;
const HALF: bool = true;
// The largest number that is not odd, as bits: 65504.
const LARGEST: u32 = 0x477fe000u;

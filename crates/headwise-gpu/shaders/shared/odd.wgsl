// Numbers that are NaN, infinite or larger than a stage holds, apart from the others. A weight of 0 does
// not silence such a value.

fn odd_cells(value: vec4<f32>) -> vec4<bool> {
    return (bitcast<vec4<u32>>(value) & vec4<u32>(0x7fffffffu)) > vec4<u32>(LARGEST);
}

fn is_odd_block(v: mat4x4<f32>) -> bool {
    return any(odd_cells(v[0]) | odd_cells(v[1]) | odd_cells(v[2]) | odd_cells(v[3]));
}

// The block with 0 for what is NaN or infinite.
fn even(v: mat4x4<f32>) -> mat4x4<f32> {
    let none = vec4<f32>();
    return mat4x4<f32>(
        select(v[0], none, odd_cells(v[0])),
        select(v[1], none, odd_cells(v[1])),
        select(v[2], none, odd_cells(v[2])),
        select(v[3], none, odd_cells(v[3])),
    );
}

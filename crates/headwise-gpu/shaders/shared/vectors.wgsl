// Q, K and V in vectors of four numbers, so that one bound is checked for four. Rows are whole vectors:
// where the width is not a multiple of four, pad_rows.wgsl has filled them up with zeros.

@group(0) @binding(3) var<storage, read> q: array<vec4<f32>>;
@group(0) @binding(4) var<storage, read> k: array<vec4<f32>>;
@group(0) @binding(5) var<storage, read> v: array<vec4<f32>>;

const FOUR: vec4<u32> = vec4<u32>(0u, 1u, 2u, 3u);

fn vectors_of(width: u32) -> u32 {
    return (width + 3u) / 4u;
}

// Where the rows of four queries begin. A row past the end repeats the last: it is never written.
fn query_rows(first: u32, rows: vec4<u32>) -> vec4<u32> {
    return (vec4<u32>(first) + min(rows, vec4<u32>(problem.q_len - 1u))) * vectors_of(problem.head_dim);
}

// Where the rows of four keys begin, of so many vectors each. A key past the end repeats the last: it
// is hidden.
fn key_rows(first: u32, keys: vec4<u32>, vectors: u32) -> vec4<u32> {
    return (vec4<u32>(first) + min(keys, vec4<u32>(problem.kv_len - 1u))) * vectors;
}

// A vector of each of four keys.
fn key_block(at: vec4<u32>, term: u32) -> mat4x4<f32> {
    return mat4x4<f32>(k[at.x + term], k[at.y + term], k[at.z + term], k[at.w + term]);
}

// Four values of each of four columns. A vector past the end repeats the last: it is never written.
fn value_block(at: vec4<u32>, vector: u32) -> mat4x4<f32> {
    let own = min(vector, max(vectors_of(problem.value_dim), 1u) - 1u);
    return transpose(mat4x4<f32>(v[at.x + own], v[at.y + own], v[at.z + own], v[at.w + own]));
}

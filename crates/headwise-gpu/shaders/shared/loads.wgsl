// Q, K and V in blocks of four rows by four terms or four terms by four columns.

const FOUR: vec4<u32> = vec4<u32>(0u, 1u, 2u, 3u);

// Column d of four rows of Q. Rows past the end repeat the last: they are never written. Columns
// past the end are 0.
fn load_queries(first: u32, row: u32, d: u32) -> vec4<f32> {
    if (d >= problem.head_dim) {
        return vec4<f32>();
    }
    let rows = min(vec4<u32>(row) + FOUR, vec4<u32>(problem.q_len - 1u));
    let at = (vec4<u32>(first) + rows) * problem.head_dim + d;
    return vec4<f32>(q[at.x], q[at.y], q[at.z], q[at.w]);
}

// Four columns of a key. A key past the end repeats the last: it is hidden. Columns past the end are 0.
fn load_key(first: u32, key: u32, d: u32) -> vec4<f32> {
    let columns = vec4<u32>(d) + FOUR;
    let is_column = columns < vec4<u32>(problem.head_dim);
    let at = (first + min(key, problem.kv_len - 1u)) * problem.head_dim
        + select(vec4<u32>(), columns, is_column);
    return select(vec4<f32>(), vec4<f32>(k[at.x], k[at.y], k[at.z], k[at.w]), is_column);
}

// A column of four values. Values past the end repeat the last: they are hidden. Columns past the end
// repeat the last: they are never written.
fn load_values(first: u32, key: u32, column: u32) -> vec4<f32> {
    let keys = min(vec4<u32>(key) + FOUR, vec4<u32>(problem.kv_len - 1u));
    let at = (vec4<u32>(first) + keys) * problem.value_dim
        + min(column, max(problem.value_dim, 1u) - 1u);
    return vec4<f32>(v[at.x], v[at.y], v[at.z], v[at.w]);
}


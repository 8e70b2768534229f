// Q, K and V in blocks of four rows by four terms or four terms by four columns, and what a flash
// attention kernel does to a block of scores. Nothing here knows how threads share the work.

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

// Whether a value is NaN or infinite, by its bits.
fn is_odd(value: vec4<f32>) -> bool {
    let exponent = vec4<u32>(EXPONENT);
    return any((bitcast<vec4<u32>>(value) & exponent) == exponent);
}

// Four keys of P in a row of V's stage, without the products of a zero weight.
fn seen_column(p: mat4x4<f32>, value: vec4<f32>) -> vec4<f32> {
    let none = vec4<f32>();
    return select(p[0] * value.x, none, p[0] == none)
        + select(p[1] * value.y, none, p[1] == none)
        + select(p[2] * value.z, none, p[2] == none)
        + select(p[3] * value.w, none, p[3] == none);
}

fn scale_rows(m: mat4x4<f32>, factor: vec4<f32>) -> mat4x4<f32> {
    return mat4x4<f32>(m[0] * factor, m[1] * factor, m[2] * factor, m[3] * factor);
}

fn row_max(m: mat4x4<f32>) -> vec4<f32> {
    return max(max(m[0], m[1]), max(m[2], m[3]));
}

fn column_sum(m: mat4x4<f32>) -> vec4<f32> {
    return (m[0] + m[1]) + (m[2] + m[3]);
}

fn weigh_key(score: vec4<f32>, row_maximum: vec4<f32>) -> vec4<f32> {
    let weight = exp2((score - row_maximum) * LOG2_E);
    return select(weight, vec4<f32>(), score <= vec4<f32>(HIDDEN));
}

// exp(S - m), and 0 where the key is hidden.
fn weigh(s: mat4x4<f32>, row_maximum: vec4<f32>) -> mat4x4<f32> {
    return mat4x4<f32>(
        weigh_key(s[0], row_maximum),
        weigh_key(s[1], row_maximum),
        weigh_key(s[2], row_maximum),
        weigh_key(s[3], row_maximum),
    );
}

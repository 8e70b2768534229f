// What a flash attention kernel does to a block of scores: four rows by four keys. Nothing here knows how
// threads share the work.

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

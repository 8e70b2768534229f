// What both kernels of the first half of a decode have in common: which rows share the reading of a key.

const ROWS: u32 = 4u;

// For each row [batch, heads, q_len] and split: m, l and O, d_v + 2 numbers.
@group(0) @binding(6) var<storage, read_write> partials: array<f32>;

// Four rows that read the same key head: those of a group of query heads, then of the queries. Rows
// past the end repeat the last.
struct Readers {
    heads: vec4<u32>,
    queries: vec4<u32>,
    // Where they are among the rows [batch, heads, q_len].
    rows: vec4<u32>,
    is_row: vec4<bool>,
}

fn readers_of(batch: u32, kv_head: u32, first: u32) -> Readers {
    let group = problem.heads / problem.kv_heads;
    let count = vec4<u32>(group * problem.q_len);
    let own = vec4<u32>(first) + FOUR;
    let row = min(own, count - 1u);
    let heads = kv_head * group + row / problem.q_len;
    let queries = row % problem.q_len;
    return Readers(heads, queries, (batch * problem.heads + heads) * problem.q_len + queries, own < count);
}

// What the keys of a split make of m and l, for the thread's own row of the four.
fn put_part(readers: Readers, split: u32, r: u32, m: f32, l: f32) {
    if (readers.is_row[r]) {
        let part = part_of(readers, split, r);
        partials[part] = m;
        partials[part + 1u] = l;
    }
}

// A vector of O of row r; one past the end is not written.
fn put_values(readers: Readers, split: u32, r: u32, vector: u32, o: vec4<f32>) {
    if (readers.is_row[r]) {
        let part = part_of(readers, split, r) + 2u;
        for (var column = 4u * vector; column < min(4u * vector + 4u, problem.value_dim); column += 1u) {
            partials[part + column] = o[column % 4u];
        }
    }
}

fn part_of(readers: Readers, split: u32, r: u32) -> u32 {
    return (readers.rows[r] * problem.splits + split) * (problem.value_dim + 2u);
}

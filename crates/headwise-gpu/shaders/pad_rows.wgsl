// Rows filled up with zeros to whole vectors of four numbers, for kernels that read vectors.
//
// It produces each row once more, and is only run for widths that are not a multiple of four.

struct Padding {
    /// How many rows.
    rows: u32,
    /// How many numbers each has.
    width: u32,
}

override THREADS: u32;

@group(0) @binding(0) var<uniform> padding: Padding;
@group(0) @binding(1) var<storage, read> numbers: array<f32>;
@group(0) @binding(2) var<storage, read_write> vectors: array<vec4<f32>>;

@compute @workgroup_size(THREADS)
fn pad_rows(
    @builtin(workgroup_id) group: vec3<u32>,
    @builtin(num_workgroups) groups: vec3<u32>,
    @builtin(local_invocation_index) thread: u32,
) {
    // Vectors fill two dimensions of the dispatch: one might not hold them.
    let at = (group.y * groups.x + group.x) * THREADS + thread;
    let across = (padding.width + 3u) / 4u;
    let row = at / across;
    if (row >= padding.rows) {
        return;
    }
    var vector = vec4<f32>();
    for (var c = 0u; c < 4u; c += 1u) {
        let column = 4u * (at % across) + c;
        if (column < padding.width) {
            vector[c] = numbers[row * padding.width + column];
        }
    }
    vectors[at] = vector;
}

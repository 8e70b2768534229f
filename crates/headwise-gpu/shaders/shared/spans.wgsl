// Which tiles of keys a tile of queries has to visit.

// For tile t of queries of batch entry b, at 2 (b * tiles + t): keys j < x and y <= j < z are seen by
// some query; and one further on, keys x <= j < y by all. The mask's data is not considered.
@group(0) @binding(6) var<storage, read> spans: array<vec4<u32>>;

// What the mask's data does to a tile: hides all of it, anything, or nothing.
const ALL_HIDDEN: u32 = 0u;
const ALL_PLAIN: u32 = 3u;

fn mask_state(batch: u32, head: u32, row_tile: u32, key_tile: u32) -> u32 {
    if (problem.mask_kind == 0u) {
        return ALL_PLAIN;
    }
    let row = problem.tiles_first + batch * problem.tiles_batch + head * problem.tiles_head
        + row_tile * problem.tiles_row;
    return (mask[row + key_tile / 16u] >> (2u * (key_tile % 16u))) & 3u;
}

// The first key of the next tile that some query sees, from the tile at `key0` on: seen.z or more when
// there is none.
fn next_tile(key0: u32, keys: u32, seen: vec4<u32>, batch: u32, head: u32, row_tile: u32) -> u32 {
    var next = key0;
    loop {
        if (next >= seen.x) {
            next = max(next, seen.y / keys * keys);
        }
        if (next >= seen.z || mask_state(batch, head, row_tile, next / keys) != ALL_HIDDEN) {
            break;
        }
        next += keys;
    }
    return next;
}

// Four threads that hand numbers to each other. It needs subgroups, of any size from four: the only
// exchange is within a quad.
//
// An adapter in software gathers every indexed number lane by lane, some forty instructions for each,
// even when all lanes read the same; a number that lies in a register of the quad costs one. Hence
// nothing is staged: each number is loaded once, by one thread, and spread from its register.

// The four threads' vectors side by side.
fn spread(own: vec4<f32>) -> mat4x4<f32> {
    return mat4x4<f32>(
        quadBroadcast(own, 0u), quadBroadcast(own, 1u), quadBroadcast(own, 2u), quadBroadcast(own, 3u));
}

// Four terms of four rows, from a thread's own row of them.
fn query_block(own: vec4<f32>) -> mat4x4<f32> {
    return transpose(spread(own));
}

fn quad_max(own: vec4<f32>) -> vec4<f32> {
    let pair = max(own, quadSwapX(own));
    return max(pair, quadSwapY(pair));
}

fn quad_sum(own: vec4<f32>) -> vec4<f32> {
    let pair = own + quadSwapX(own);
    return pair + quadSwapY(pair);
}

use crate::{data, fact, tensor, traced};
use headwise_core::trace::{Expr, TRACE_VERSION};

#[test]
fn every_tensor_stands_with_its_axes() {
    let trace = traced(|request| request.kv_heads = Some(2));
    let axes: Vec<String> = trace
        .tensors
        .iter()
        .map(|tensor| {
            let axes = tensor
                .axes
                .iter()
                .map(|axis| format!("{} {}", axis.name, axis.extent));
            format!("{}: {}", tensor.name, axes.collect::<Vec<_>>().join(", "))
        })
        .collect();
    let expected = "\
wordKey: word 7
wordIndex: token 9
embedding: word 7, model 32
position: token 9, model 32
x: token 9, model 32
wq: model 32, wide 32
wk: model 32, kvWide 16
wv: model 32, kvWide 16
wo: wide 32, model 32
q: token 9, wide 32
k: token 9, kvWide 16
v: token 9, kvWide 16
qHeads: head 4, token 9, dim 8
kHeads: kvHead 2, token 9, dim 8
vHeads: kvHead 2, token 9, dim 8
scores: head 4, query 9, key 9
scoreMean: head 4
scoreSpread: head 4
visible: query 9, key 9
unscaledMasked: head 4, query 9, key 9
unscaledMax: head 4, query 9
unscaledExponentials: head 4, query 9, key 9
unscaledSum: head 4, query 9
unscaledWeights: head 4, query 9, key 9
scaled: head 4, query 9, key 9
scaledMean: head 4
scaledSpread: head 4
masked: head 4, query 9, key 9
rowMax: head 4, query 9
exponentials: head 4, query 9, key 9
rowSum: head 4, query 9
weights: head 4, query 9, key 9
peak: head 4
headOutputs: head 4, token 9, dim 8
gate: head 4
concat: token 9, wide 32
contributions: head 4, token 9, model 32
partial: head 4, token 9, model 32
headNorm: head 4
headShare: head 4
y: token 9, model 32
removed: token 9, model 32
residual: token 9, model 32
wideScores: query 9, key 9
wideMasked: query 9, key 9
wideMax: query 9
wideExponentials: query 9, key 9
wideSum: query 9
wideWeights: query 9, key 9
widePeak: ";
    assert_eq!(axes.join("\n"), expected);
    assert_eq!(trace.version, TRACE_VERSION);
}

#[test]
fn steps_follow_each_other_and_write_all_that_is_computed() {
    let trace = traced(|_| ());
    let names: Vec<&str> = trace.steps.iter().map(|step| step.name.as_str()).collect();
    let expected = "embed projectQueries projectKeys projectValues splitQueries splitKeys \
        splitValues score scale mask softmax softmaxUnscaled weighValues concatenate contribute \
        projectOutput addResidual oneWideHead";
    assert_eq!(names.join(" "), expected);

    let mut written: Vec<&str> = Vec::new();
    let given = |name: &str| {
        let parameters = ["embedding", "position", "wq", "wk", "wv", "wo"];
        parameters.contains(&name) || tensor(&trace, name).rule.body == Expr::Input
    };
    for step in &trace.steps {
        for read in &step.reads {
            let known = given(read) || written.contains(&read.as_str());
            assert!(known, "{} reads {read} too early", step.name);
        }
        written.extend(step.writes.iter().map(String::as_str));
    }
    for tensor in &trace.tensors {
        let times = written.iter().filter(|&&name| name == tensor.name).count();
        assert_eq!(times, usize::from(!given(&tensor.name)), "{}", tensor.name);
    }
}

#[test]
fn rules_read_as_the_formulas() {
    let trace = traced(|request| request.kv_heads = Some(2));
    for (name, text) in [
        ("x", "x[i,c] = embedding[wordIndex[i],c] + position[i,c]"),
        ("q", "q[i,c] = sum_m x[i,m] * wq[m,c]"),
        ("kHeads", "kHeads[h,i,d] = k[i,h * 8 + d]"),
        (
            "scores",
            "scores[h,i,j] = sum_d qHeads[h,i,d] * kHeads[h div 2,j,d]",
        ),
        ("scaled", r"scaled[h,i,j] = scores[h,i,j] * 1/\sqrt{d_k}"),
        ("visible", "visible[i,j] = 1 if j <= i else 0"),
        (
            "weights",
            "weights[h,i,j] = exponentials[h,i,j] / rowSum[h,i]",
        ),
        (
            "headOutputs",
            "headOutputs[h,i,d] = sum_j weights[h,i,j] * vHeads[h div 2,j,d]",
        ),
        (
            "concat",
            "concat[i,c] = gate[c div 8] * headOutputs[c div 8,i,c mod 8]",
        ),
        (
            "partial",
            "partial[h,i,c] = sum_{p < h + 1} gate[p] * contributions[p,i,c]",
        ),
        (
            "widePeak",
            "widePeak = (sum_i (max_j wideWeights[i,j])) / 9",
        ),
    ] {
        assert_eq!(tensor(&trace, name).rule.to_text(name), text);
    }
}

#[test]
fn facts_are_those_of_the_layer() {
    let trace = traced(|request| (request.kv_heads, request.temperature) = (Some(2), 0.5));
    for (name, value) in [
        ("tokens", 9.0),
        ("tokensDropped", 0.0),
        ("heads", 4.0),
        ("kvHeads", 2.0),
        ("headDim", 8.0),
        ("dModel", 32.0),
        ("temperature", 0.5),
        ("scale", 2.0 / 8.0_f64.sqrt()),
        ("parametersPerProjection", 1024.0),
        ("parametersAttention", 1024.0 + 512.0 + 512.0 + 1024.0),
        ("cacheBytes", 4.0 * 9.0 * 2.0 * 16.0),
    ] {
        assert_eq!(fact(&trace, name), value, "{name}");
    }
    // The parameters are those that the trace holds.
    let held: usize = ["wq", "wk", "wv", "wo"]
        .iter()
        .map(|name| data(&trace, name).len())
        .sum();
    assert_eq!(fact(&trace, "parametersAttention"), held as f64);
}

#[test]
fn without_causality_every_key_is_visible() {
    let trace = traced(|request| request.causal = false);
    assert!(data(&trace, "visible").iter().all(|&seen| seen == 1.0));
    assert!(data(&trace, "weights").iter().all(|&weight| weight > 0.0));
    let causal = traced(|_| ());
    assert_eq!(data(&causal, "scaled"), data(&trace, "scaled"));
    assert_eq!(data(&causal, "visible").iter().sum::<f32>(), 45.0);
}

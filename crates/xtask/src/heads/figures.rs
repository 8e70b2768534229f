//! The report as Markdown.

use headwise_model::heads::{Asked, HeadEntry, HeadReport, Pruned, RelationScore, relation_words};
use std::fmt::Write;

/// Relations with fewer rows than this are left out of a head's line.
const QUERIES: u64 = 30;

/// The figures of the README, a line a head first.
pub(crate) fn markdown(report: &HeadReport) -> String {
    let mut text = String::from(
        "| head | name | previous | induction | first token | best relation (hits, best offset's) | loss without | slope | copying without |\n\
         |---|---|---|---|---|---|---|---|---|\n",
    );
    for head in &report.heads {
        text.push_str(&line(head));
    }
    text.push_str(&followers(report));
    let say = |text: &mut String, line: String| {
        text.push('\n');
        text.push_str(&line);
        text.push('\n');
    };
    say(
        &mut text,
        format!(
            "Held-out loss {:.3} nats per token, {:.3} of the ideal predictor on the same tokens.{}",
            report.loss,
            report.ideal_loss,
            agreement(report)
        ),
    );
    say(&mut text, pruning("greedily", &report.greedy));
    say(
        &mut text,
        pruning("in the order of their slopes", &report.by_sensitivity),
    );
    if let Some(copying) = &report.copying {
        say(
            &mut text,
            format!(
                "Copying of repeated random tokens: {} right with all heads, {} without {}, {} without {} instead.",
                percent(copying.intact),
                percent(copying.without),
                places(&copying.heads),
                percent(copying.without_control),
                places(&copying.control_heads)
            ),
        );
    }
    text
}

fn line(head: &HeadEntry) -> String {
    format!(
        "| {} | {} | {:.2} | {:.2} | {:.2} | {} | {:+.3} | {:.3} | {} |\n",
        place(head.layer, head.head),
        head.name.label,
        head.positional.at(1),
        head.repetition.prefix_matching,
        head.positional.first,
        best_relation(&head.relations),
        head.masking,
        head.sensitivity,
        percent(head.copying_without)
    )
}

/// The relation farthest above what the best offset gets right.
fn best_relation(relations: &[RelationScore]) -> String {
    let counted = relations.iter().filter(|score| score.queries >= QUERIES);
    let best = counted.max_by(|one, other| one.excess().total_cmp(&other.excess()));
    best.filter(|score| score.excess() > 0.0)
        .map_or_else(String::new, |score| {
            format!(
                "{}{} ({}, {})",
                relation_words(score.kind),
                ahead(score),
                percent(score.hits),
                percent(score.baseline)
            )
        })
}

/// For each gold relation the head that is farthest above the best offset.
fn followers(report: &HeadReport) -> String {
    let mut best: Vec<(&HeadEntry, &RelationScore)> = Vec::new();
    for head in &report.heads {
        for score in head
            .relations
            .iter()
            .filter(|score| score.queries >= QUERIES)
        {
            match best.iter_mut().find(|(_, known)| known.kind == score.kind) {
                Some((_, known)) if known.excess() >= score.excess() => {}
                Some(known) => *known = (head, score),
                None => best.push((head, score)),
            }
        }
    }
    best.sort_by(|(_, one), (_, other)| other.excess().total_cmp(&one.excess()));
    let mut text = String::from(
        "\n| gold relation | rows | followed best by | hits | best offset's |\n|---|---|---|---|---|\n",
    );
    for (head, score) in best {
        let _ = writeln!(
            text,
            "| {}{} | {} | {} | {} | {} |",
            relation_words(score.kind),
            ahead(score),
            score.queries,
            if score.excess() > 0.0 {
                place(head.layer, head.head)
            } else {
                "none above it".to_owned()
            },
            percent(score.hits),
            percent(score.baseline)
        );
    }
    text
}

/// Whose row is asked.
fn ahead(score: &RelationScore) -> &'static str {
    match score.asked {
        Asked::Token => "",
        Asked::Before => ", one token ahead",
    }
}

fn agreement(report: &HeadReport) -> String {
    report.agreement.map_or_else(String::new, |rank| {
        format!(" The order of heads by masking and by slope agrees with a rank correlation of {rank:.2}.")
    })
}

fn pruning(how: &str, curve: &[Pruned]) -> String {
    let steps: Vec<String> = curve
        .iter()
        .map(|step| format!("{} {:.2}", place(step.layer, step.head), step.loss))
        .collect();
    format!(
        "Heads taken out {how}, each with the loss once it is gone: {}.",
        steps.join(", ")
    )
}

fn places(heads: &[[usize; 2]]) -> String {
    let places: Vec<String> = heads
        .iter()
        .map(|&[layer, head]| place(layer, head))
        .collect();
    if places.is_empty() {
        return "no head".to_owned();
    }
    places.join(", ")
}

/// Layer and head, both from 1, as the page counts them.
fn place(layer: usize, head: usize) -> String {
    format!("{}.{}", layer + 1, head + 1)
}

fn percent(share: f64) -> String {
    format!("{:.0}%", 100.0 * share)
}

//! Heads made by hand get the scores and the names that they were made for.

mod hand_made;
mod importance;
mod live;
mod naming;
mod patterns;
mod pruning;
mod relations;
mod study;

//! The suite judged: golden cases pass, broken ones fail, and nothing slips between.

mod derivation;
mod golden;
mod hosted;
mod hostile_files;
mod judge;
mod lists;
mod models;
mod mutations;
mod scratch;

//! What a map shows: regions against the definition, and heads against what they were made to do.

mod constructed;
mod regions;

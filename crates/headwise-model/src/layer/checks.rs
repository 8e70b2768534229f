//! Numbers of a request, each against its range.

use crate::request::TileRequest;
use crate::trained::Tiles;
use headwise_core::{AttentionError, ErrorCode};

/// The tiles that are asked for, no larger than the problem.
pub(super) fn within(
    tiles: TileRequest,
    heads: usize,
    tokens: usize,
) -> Result<TileRequest, AttentionError> {
    let TileRequest {
        head,
        rows,
        columns,
        splits,
    } = tiles;
    if Tiles::known().is_none() {
        let message = "this build does not walk in tiles".to_owned();
        return Err(refused(ErrorCode::BadSetting, &[], &[], message));
    }
    if head >= heads {
        let message = format!("head {head} is not among {heads}: the first is 0");
        return Err(refused(ErrorCode::BadSetting, &[head], &[heads], message));
    }
    if [rows, columns, splits].contains(&0) {
        let message = "tiles need at least one row, one column and one worker".to_owned();
        return Err(refused(
            ErrorCode::BadSetting,
            &[rows, columns, splits],
            &[1, 1, 1],
            message,
        ));
    }
    Ok(TileRequest {
        head,
        rows: rows.min(tokens),
        columns: columns.min(tokens),
        splits: splits.min(tokens),
    })
}

pub(super) fn in_range(name: &str, value: usize, largest: usize) -> Result<(), AttentionError> {
    if (1..=largest).contains(&value) {
        return Ok(());
    }
    let message = format!("{name} must lie between 1 and {largest}, not {value}");
    Err(refused(
        ErrorCode::BadSetting,
        &[value],
        &[largest],
        message,
    ))
}

pub(super) fn divides(part: &str, by: usize, whole: &str, of: usize) -> Result<(), AttentionError> {
    if of.is_multiple_of(by) {
        return Ok(());
    }
    let message = format!("{part} must divide {whole}: {of} is no multiple of {by}");
    Err(refused(ErrorCode::HeadsDoNotDivide, &[of], &[by], message))
}

pub(super) fn refused(
    code: ErrorCode,
    left: &[usize],
    right: &[usize],
    message: String,
) -> AttentionError {
    AttentionError::new(code, "trace", left, right, message)
}

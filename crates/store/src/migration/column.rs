//! Short words for the few kinds of columns, indexes and checks there are.

use sea_orm::sea_query::{
    ColumnDef, Expr, ExprTrait as _, ForeignKey, ForeignKeyAction, ForeignKeyCreateStatement, Index, SimpleExpr, Table,
    TableCreateStatement,
};

use super::Step;

pub(super) fn table(name: &'static str) -> TableCreateStatement {
    Table::create().table(name).to_owned()
}

/// An id of ours.
pub(super) fn id(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).uuid().not_null().to_owned()
}

pub(super) fn id_null(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).uuid().null().to_owned()
}

pub(super) fn text(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).text().not_null().to_owned()
}

pub(super) fn text_null(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).text().null().to_owned()
}

/// Milliseconds since the epoch.
pub(super) fn time(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).big_integer().not_null().to_owned()
}

pub(super) fn time_null(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).big_integer().null().to_owned()
}

pub(super) fn integer(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).integer().not_null().to_owned()
}

pub(super) fn integer_null(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).integer().null().to_owned()
}

pub(super) fn boolean(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).boolean().not_null().to_owned()
}

/// A hash.
pub(super) fn bytes(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).blob().not_null().to_owned()
}

pub(super) fn bytes_null(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).blob().null().to_owned()
}

/// A reference to another table's `id`.
pub(super) fn reference(
    from: &'static str,
    column: &'static str,
    to: &'static str,
    on_delete: ForeignKeyAction,
) -> ForeignKeyCreateStatement {
    ForeignKey::create()
        .from(from, column)
        .to(to, "id")
        .on_delete(on_delete)
        .to_owned()
}

/// `CHECK (column IN (words))`.
pub(super) fn one_of(column: &'static str, words: &[&'static str]) -> SimpleExpr {
    Expr::col(column).is_in(words.iter().copied())
}

pub(super) fn index(name: &'static str, table: &'static str, columns: &[&'static str]) -> Step {
    let mut statement = Index::create();
    statement.name(name).table(table);
    for &column in columns {
        statement.col(column);
    }
    Step::Index(Box::new(statement))
}

/// Adds a column to a table that stands already: SQLite takes one at a time.
pub(super) fn add(to: &'static str, column: ColumnDef) -> Step {
    Step::Alter(Box::new(Table::alter().table(to).add_column(column).to_owned()))
}

/// Ends a table.
pub(super) fn step(table: TableCreateStatement) -> Step {
    Step::Table(Box::new(table))
}

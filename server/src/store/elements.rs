//! Elements of designs as lists and by parent, for queries that do not need the whole branch.

use std::collections::HashMap;
use std::sync::Arc;

use sea_orm::sea_query::{Expr, ExprTrait, Func, LikeExpr};
use sea_orm::{ColumnTrait, Condition, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, Select};
use tablewright_compiler::design::{
    Constraint, DesignObject, EnumType, Field, Index, Relationship, Table, TableStatus,
};
use tablewright_entity::{
    data_field, data_table, design_object, enum_type, relationship_field_pair, table_constraint, table_index,
    table_relationship,
};
use uuid::Uuid;

use super::element::{constraint, enum_type as enums, field, index, object, relationship, table};
use super::page::{Keyset, containing};
use super::{Cursor, Page, PageRequest, Store, StoreError, design};

/// An element and the branch it is in.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Placed<T> {
    /// The branch.
    pub(crate) branch_id: Uuid,
    /// The element.
    pub(crate) element: Arc<T>,
}

/// Which tables of a branch are wanted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct TableFilter {
    /// Only those whose name, identifier or description contains this, whatever the case.
    pub(crate) search: Option<String>,
    /// Only those with this status.
    pub(crate) status: Option<TableStatus>,
}

impl Store {
    /// A page of a branch's tables, by name.
    pub(crate) async fn tables_page(
        &self,
        branch: Uuid,
        filter: &TableFilter,
        request: &PageRequest,
    ) -> Result<Page<Arc<Table>>, StoreError> {
        let order = Keyset::text(data_table::Column::Name, data_table::Column::Id);
        let rows = order.narrow(tables(branch, filter), request).all(self.reader()).await?;
        let read: Result<Vec<_>, StoreError> = rows.into_iter().map(table::from_row).collect();
        let page = Keyset::<data_table::Column>::page(read?, request, |t| Cursor::new(&t.name, t.id.0));
        Ok(page.map(Arc::new))
    }

    /// How many tables of a branch the filter lets through.
    pub(crate) async fn tables_count(&self, branch: Uuid, filter: &TableFilter) -> Result<u64, StoreError> {
        Ok(tables(branch, filter).count(self.reader()).await?)
    }

    /// The tables with these ids, wherever they are. Whether the asker may see them is not looked at.
    pub(crate) async fn tables_by_ids(&self, ids: &[Uuid]) -> Result<HashMap<Uuid, Placed<Table>>, StoreError> {
        let select = data_table::Entity::find().filter(data_table::Column::Id.is_in(ids.iter().copied()));
        let rows = select.all(self.reader()).await?;
        rows.into_iter()
            .map(|row| {
                let (id, branch_id) = (row.id, row.branch_id);
                Ok((
                    id,
                    Placed {
                        branch_id,
                        element: Arc::new(table::from_row(row)?),
                    },
                ))
            })
            .collect()
    }

    /// The fields with these ids, wherever they are.
    pub(crate) async fn fields_by_ids(&self, ids: &[Uuid]) -> Result<HashMap<Uuid, Placed<Field>>, StoreError> {
        let select = data_field::Entity::find().filter(data_field::Column::Id.is_in(ids.iter().copied()));
        let rows = select.all(self.reader()).await?;
        rows.into_iter()
            .map(|row| {
                let (id, branch_id) = (row.id, row.branch_id);
                Ok((
                    id,
                    Placed {
                        branch_id,
                        element: Arc::new(field::from_row(row)?),
                    },
                ))
            })
            .collect()
    }

    /// The fields of some tables, by table, each table's in their order.
    pub(crate) async fn fields_of_tables(&self, tables: &[Uuid]) -> Result<HashMap<Uuid, Vec<Arc<Field>>>, StoreError> {
        let rows = data_field::Entity::of_tables(tables)
            .order_by_asc(data_field::Column::SortOrder)
            .order_by_asc(data_field::Column::Id)
            .all(self.reader())
            .await?;
        group(rows, |row| row.table_id, field::from_row)
    }

    /// The indexes of some tables, by table, each table's by name.
    pub(crate) async fn indexes_of_tables(
        &self,
        tables: &[Uuid],
    ) -> Result<HashMap<Uuid, Vec<Arc<Index>>>, StoreError> {
        let select = table_index::Entity::of_tables(tables).order_by_asc(table_index::Column::Name);
        group(select.all(self.reader()).await?, |row| row.table_id, index::from_row)
    }

    /// The keys and checks of some tables, by table, each table's by id.
    pub(crate) async fn constraints_of_tables(
        &self,
        tables: &[Uuid],
    ) -> Result<HashMap<Uuid, Vec<Arc<Constraint>>>, StoreError> {
        let select = table_constraint::Entity::of_tables(tables).order_by_asc(table_constraint::Column::Id);
        group(
            select.all(self.reader()).await?,
            |row| row.table_id,
            constraint::from_row,
        )
    }

    /// A page of a branch's relationships, by name.
    pub(crate) async fn relationships_page(
        &self,
        branch: Uuid,
        request: &PageRequest,
    ) -> Result<Page<Arc<Relationship>>, StoreError> {
        let order = Keyset::text(table_relationship::Column::Name, table_relationship::Column::Id);
        let select = order.narrow(table_relationship::Entity::in_branch(branch), request);
        let read = self.with_pairs(select).await?;
        let elements: Vec<_> = read.into_iter().map(|placed| placed.element).collect();
        let place = |r: &Arc<Relationship>| Cursor::new(&r.name, r.id.0);
        Ok(Keyset::<table_relationship::Column>::page(elements, request, place))
    }

    /// How many relationships a branch has.
    pub(crate) async fn relationships_count(&self, branch: Uuid) -> Result<u64, StoreError> {
        Ok(table_relationship::Entity::in_branch(branch)
            .count(self.reader())
            .await?)
    }

    /// The relationships with these ids, wherever they are.
    pub(crate) async fn relationships_by_ids(
        &self,
        ids: &[Uuid],
    ) -> Result<HashMap<Uuid, Placed<Relationship>>, StoreError> {
        let column = table_relationship::Column::Id;
        let select = table_relationship::Entity::find().filter(column.is_in(ids.iter().copied()));
        let read = self.with_pairs(select).await?;
        Ok(read.into_iter().map(|placed| (placed.element.id.0, placed)).collect())
    }

    /// The relationships at either end of some tables, by table, each table's by name.
    pub(crate) async fn relationships_of_tables(
        &self,
        tables: &[Uuid],
    ) -> Result<HashMap<Uuid, Vec<Arc<Relationship>>>, StoreError> {
        let select = table_relationship::Entity::touching(tables).order_by_asc(table_relationship::Column::Name);
        let mut of: HashMap<Uuid, Vec<Arc<Relationship>>> = HashMap::new();
        for placed in self.with_pairs(select).await? {
            let (source, target) = (placed.element.source_table_id.0, placed.element.target_table_id.0);
            of.entry(source).or_default().push(Arc::clone(&placed.element));
            if target != source {
                of.entry(target).or_default().push(placed.element);
            }
        }
        of.retain(|table, _| tables.contains(table));
        Ok(of)
    }

    /// The enum types of a branch, by namespace and name.
    pub(crate) async fn enums_of_branch(&self, branch: Uuid) -> Result<Vec<Arc<EnumType>>, StoreError> {
        let rows = enum_type::Entity::in_branch(branch)
            .order_by_asc(enum_type::Column::Namespace)
            .order_by_asc(enum_type::Column::Name)
            .all(self.reader())
            .await?;
        rows.into_iter().map(|row| enums::from_row(row).map(Arc::new)).collect()
    }

    /// The objects that a branch carries verbatim, in their order, by place.
    pub(crate) async fn objects_page(
        &self,
        branch: Uuid,
        request: &PageRequest,
    ) -> Result<Page<Arc<DesignObject>>, StoreError> {
        let order = Keyset::number(design_object::Column::SortOrder, design_object::Column::Id);
        let rows = order
            .narrow(design_object::Entity::in_branch(branch), request)
            .all(self.reader())
            .await?;
        let read: Result<Vec<_>, StoreError> = rows.into_iter().map(object::from_row).collect();
        let place = |o: &DesignObject| Cursor::new(o.sort_order.to_string(), o.id.0);
        Ok(Keyset::<design_object::Column>::page(read?, request, place).map(Arc::new))
    }

    /// How many objects a branch carries verbatim.
    pub(crate) async fn objects_count(&self, branch: Uuid) -> Result<u64, StoreError> {
        Ok(design_object::Entity::in_branch(branch).count(self.reader()).await?)
    }

    async fn with_pairs(
        &self,
        select: Select<table_relationship::Entity>,
    ) -> Result<Vec<Placed<Relationship>>, StoreError> {
        let rows = select.all(self.reader()).await?;
        let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
        let pairs = relationship_field_pair::Entity::of_relationships(&ids);
        let pairs = design::pairs_in_order(pairs, self.reader()).await?;
        rows.into_iter()
            .map(|row| {
                let branch_id = row.branch_id;
                let of_row = pairs_of(&pairs, row.id);
                Ok(Placed {
                    branch_id,
                    element: Arc::new(relationship::from_row(row, of_row)?),
                })
            })
            .collect()
    }
}

fn tables(branch: Uuid, filter: &TableFilter) -> Select<data_table::Entity> {
    let mut select = data_table::Entity::in_branch(branch);
    if let Some(status) = filter.status {
        select = select.filter(data_table::Column::Status.eq(status.as_str()));
    }
    if let Some(search) = filter.search.as_deref().filter(|search| !search.is_empty()) {
        let pattern = containing(search);
        let columns = [
            data_table::Column::Name,
            data_table::Column::TableName,
            data_table::Column::Description,
        ];
        let any = columns.into_iter().fold(Condition::any(), |any, column| {
            any.add(Expr::expr(Func::lower(Expr::col(column))).like(LikeExpr::new(pattern.clone()).escape('\\')))
        });
        select = select.filter(any);
    }
    select
}

/// Those of `pairs` that belong to a relationship; `pairs` are in the order of relationships.
pub(super) fn pairs_of(
    pairs: &[relationship_field_pair::Model],
    relationship: Uuid,
) -> &[relationship_field_pair::Model] {
    let start = pairs.partition_point(|pair| pair.relationship_id < relationship);
    let end = pairs.partition_point(|pair| pair.relationship_id <= relationship);
    &pairs[start..end]
}

fn group<R, T>(
    rows: Vec<R>,
    parent: impl Fn(&R) -> Uuid,
    read: impl Fn(R) -> Result<T, StoreError>,
) -> Result<HashMap<Uuid, Vec<Arc<T>>>, StoreError> {
    let mut groups: HashMap<Uuid, Vec<Arc<T>>> = HashMap::new();
    for row in rows {
        groups.entry(parent(&row)).or_default().push(Arc::new(read(row)?));
    }
    Ok(groups)
}

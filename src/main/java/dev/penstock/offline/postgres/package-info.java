/// The offline store on PostgreSQL: rows go to the tables of the batch sources.
@org.jspecify.annotations.NullMarked
package dev.penstock.offline.postgres;

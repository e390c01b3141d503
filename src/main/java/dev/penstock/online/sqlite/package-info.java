/// Feast's SQLite online store (contract 4.2). The only package that sees its driver.
@org.jspecify.annotations.NullMarked
package dev.penstock.online.sqlite;

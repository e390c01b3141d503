/// Tables in the forms of files: entities that are sent, training sets that are fetched.
@org.jspecify.annotations.NullMarked
package dev.penstock.table;

/// JSON as bytes: a pull tokenizer and a writer, without maps of boxed objects. Pure.
@org.jspecify.annotations.NullMarked
package dev.penstock.json;

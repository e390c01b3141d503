/// Feast's bytes: values, entity keys, field hashes, timestamps, and their text in answers. Pure.
@org.jspecify.annotations.NullMarked
package dev.penstock.encoding;

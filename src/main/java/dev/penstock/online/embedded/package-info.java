/// The online store that needs nothing installed: RocksDB inside the process.
@org.jspecify.annotations.NullMarked
package dev.penstock.online.embedded;

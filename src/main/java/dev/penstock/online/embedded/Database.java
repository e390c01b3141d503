package dev.penstock.online.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.penstock.config.OnlineConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.FlushOptions;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/// An open RocksDB with its two column families, and every native handle that belongs to it.
///
/// Nothing may use it any more when it is closed: native code does not check.
final class Database {
  static final int NOT_FOUND = RocksDB.NOT_FOUND;

  private static final byte[] PROBE = "\0probe".getBytes(UTF_8);

  private final Path directory;
  private final DatabaseOptions options;
  private final RocksDB rocks;
  private final ColumnFamilyHandle rows;
  private final ColumnFamilyHandle catalogue;
  private final ReadOptions reading = new ReadOptions();
  private final WriteOptions durable = new WriteOptions().setSync(true);

  private Database(
      Path directory, DatabaseOptions options, RocksDB rocks, List<ColumnFamilyHandle> families) {
    this.directory = directory;
    this.options = options;
    this.rocks = rocks;
    this.rows = families.get(0);
    this.catalogue = families.get(1);
  }

  static Database open(Path directory, OnlineConfig.Embedded config) throws RocksDBException {
    var options = new DatabaseOptions(config);
    try {
      var families = new ArrayList<ColumnFamilyHandle>();
      var rocks =
          RocksDB.open(
              options.database(),
              directory.toString(),
              List.of(
                  new ColumnFamilyDescriptor(RocksDB.DEFAULT_COLUMN_FAMILY, options.rows()),
                  new ColumnFamilyDescriptor("catalogue".getBytes(UTF_8), options.catalogue())),
              families);
      return new Database(directory, options, rocks, families);
    } catch (RocksDBException | RuntimeException failure) {
      options.close();
      throw failure;
    }
  }

  Path directory() {
    return directory;
  }

  byte @Nullable [] row(byte[] key) throws RocksDBException {
    return rocks.get(rows, reading, key);
  }

  /// Reads the first bytes of a row.
  ///
  /// @return the length of the row, or [#NOT_FOUND]
  int head(byte[] key, byte[] head) throws RocksDBException {
    return rocks.get(rows, reading, key, head);
  }

  void put(WriteBatch batch, byte[] key, byte[] value) throws RocksDBException {
    batch.put(rows, key, value);
  }

  /// Writes a batch; it is durable then.
  void write(WriteBatch batch) throws RocksDBException {
    rocks.write(durable, batch);
  }

  Map<String, byte[]> catalogue() throws RocksDBException {
    var entries = new HashMap<String, byte[]>();
    try (var iterator = rocks.newIterator(catalogue, reading)) {
      for (iterator.seekToFirst(); iterator.isValid(); iterator.next()) {
        if (iterator.key()[0] != 0) {
          entries.put(new String(iterator.key(), UTF_8), iterator.value());
        }
      }
      iterator.status();
    }
    return entries;
  }

  void putCatalogue(Map<String, byte[]> entries) throws RocksDBException {
    try (var batch = new WriteBatch()) {
      for (var entry : entries.entrySet()) {
        batch.put(catalogue, Catalogue.bytes(entry.getKey()), entry.getValue());
      }
      rocks.write(durable, batch);
    }
  }

  /// Writes and reads something, durably.
  void probe() throws RocksDBException {
    rocks.put(catalogue, durable, PROBE, PROBE);
    if (rocks.get(catalogue, reading, PROBE) == null) {
      throw new RocksDBException("what was just written cannot be read");
    }
  }

  void close() throws RocksDBException {
    try (var waiting = new FlushOptions().setWaitForFlush(true)) {
      rocks.flush(waiting, List.of(rows, catalogue));
    } finally {
      rows.close();
      catalogue.close();
      rocks.close();
      reading.close();
      durable.close();
      options.close();
    }
  }
}

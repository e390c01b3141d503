package dev.penstock.table;

import dev.penstock.encoding.ValueJson.NonFinite;
import dev.penstock.model.ReadAnswer;
import dev.penstock.model.TableFormat;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.LongConsumer;

/// A training set being written to a file. Blocks; for one thread at a time.
///
/// - **Fails** by throwing `TOO_LARGE` beyond its limit, `UNAVAILABLE`, or [IOException].
public interface TableFile extends AutoCloseable {

  /// Writes the next rows.
  ///
  /// @param chunk what was found for them
  /// @param first position among the entities of the first of them
  void add(ReadAnswer chunk, int first) throws IOException;

  /// To be called after the last chunk: only then is the file whole.
  void finish() throws IOException;

  @Override
  void close() throws IOException;

  /// Refuses columns that a form cannot have, before any work is done for them.
  ///
  /// - **Fails** by throwing `INVALID`, which names the columns, or `TOO_LARGE`.
  static void check(TableFormat format, Layout layout) {
    if (format == TableFormat.PARQUET) {
      ParquetNames.check(layout.names());
    }
  }

  /// Begins a file, replacing one that is there.
  ///
  /// - **Fails** as [#check] does, too.
  ///
  /// @param limit of the file's size
  /// @param memory told of each piece of memory that is held until the end, in bytes; throws when
  ///   that is too much
  static TableFile create(
      TableFormat format,
      Layout layout,
      NonFinite nonFinite,
      Path file,
      SizeLimit limit,
      LongConsumer memory)
      throws IOException {
    check(format, layout);
    return switch (format) {
      case JSON -> new JsonFile(layout, new ColumnsJson(layout, nonFinite), file, limit, memory);
      case LINES, CSV -> new TextFile(RowText.of(format, layout, nonFinite), file, limit);
      case PARQUET -> new ParquetFile(layout, file, limit);
    };
  }
}

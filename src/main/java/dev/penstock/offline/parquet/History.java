package dev.penstock.offline.parquet;

import dev.penstock.offline.Append;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Optional;

/// Where the rows of a batch source are. One thread's.
interface History {
  /// What is made or replaced when rows are appended is in here.
  Path directory();

  /// The file that says how columns are kept; empty when there is none yet.
  Optional<Path> model() throws IOException;

  /// Whether a column that the source gains has to be in all files before rows come.
  boolean isWhole();

  /// Waits until nobody else writes here.
  ///
  /// @param now in microseconds since the epoch
  Turn begin(long now) throws SQLException, IOException;

  /// The time in which nobody else writes.
  interface Turn extends AutoCloseable {
    /// As [History#model()], and it stays that.
    Optional<Path> model();

    /// What was appended lately, by whomever.
    Notes notes();

    /// Appends what is in [Staging#FRESH], together with what is to be noted of it. All of it is on
    /// the disk when this returns, and none when it throws; but nobody knows when the disk failed
    /// at the very end.
    void append(FileSchema target, Collection<Append> appends) throws SQLException, IOException;

    @Override
    void close() throws IOException;
  }
}

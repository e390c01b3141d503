package dev.penstock.model;

import java.util.List;

/// The answer to a [ReadRequest]: one column per join key and feature, in the order of the answer.
///
/// @param viewMetadata name (or alias) of each view read, in reading order; empty unless asked for
/// @param bytes memory that the answer takes as JSON, about
public record ReadAnswer(int rows, List<Column> columns, List<String> viewMetadata, long bytes) {
  public ReadAnswer {
    columns = List.copyOf(columns);
    viewMetadata = List.copyOf(viewMetadata);
  }

  /// The status of one value, with Feast's names.
  public enum Status {
    PRESENT,
    NULL_VALUE,
    NOT_FOUND,
    OUTSIDE_MAX_AGE
  }

  /// One value per row of the answer. Feast's `results[i]`.
  public interface Column {
    /// What `metadata.feature_names` calls the column.
    String name();

    /// The view that it was read from, by its own name; empty for a join key.
    String view();

    /// The array that the encoded `feast.types.Value` of the row lies in.
    byte[] bytes(int row);

    int start(int row);

    /// Number of bytes; 0 for no value.
    int length(int row);

    Status status(int row);

    /// Microseconds since the epoch; 0 where nothing was found, and for join keys.
    long eventTime(int row);
  }
}

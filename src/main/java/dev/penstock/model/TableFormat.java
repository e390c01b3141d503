package dev.penstock.model;

import java.util.Optional;

/// A form that rows are sent or fetched in.
public enum TableFormat {
  /// Columns, as Feast's clients have them.
  JSON("application/json", "json"),
  /// An object per line.
  LINES("application/x-ndjson", "ndjson"),
  CSV("text/csv", "csv"),
  PARQUET("application/vnd.apache.parquet", "parquet");

  private final String contentType;
  private final String suffix;

  TableFormat(String contentType, String suffix) {
    this.contentType = contentType;
    this.suffix = suffix;
  }

  public String contentType() {
    return contentType;
  }

  /// What the names of such files end with, behind the dot.
  public String suffix() {
    return suffix;
  }

  public static Optional<TableFormat> ofContentType(String contentType) {
    for (var format : values()) {
      if (format.contentType.equalsIgnoreCase(contentType)) {
        return Optional.of(format);
      }
    }
    return Optional.empty();
  }

  /// The form of a file, by its name.
  public static Optional<TableFormat> ofFile(String name) {
    String suffix = name.substring(name.lastIndexOf('.') + 1);
    for (var format : values()) {
      if (format.suffix.equalsIgnoreCase(suffix)) {
        return Optional.of(format);
      }
    }
    return Optional.empty();
  }
}

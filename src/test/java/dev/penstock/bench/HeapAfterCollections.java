package dev.penstock.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/// What was left in the heap after each collection, in the order of time.
///
/// @param megabytes one after the other
record HeapAfterCollections(List<Integer> megabytes) {
  private static final Pattern COLLECTION = Pattern.compile(" Pause .*->(\\d+)M\\(\\d+M\\)");

  HeapAfterCollections {
    megabytes = List.copyOf(megabytes);
  }

  /// - **Reads** what `-Xlog:gc` writes.
  static HeapAfterCollections of(Path log) throws IOException {
    try (var lines = Files.lines(log)) {
      return new HeapAfterCollections(
          lines
              .map(COLLECTION::matcher)
              .filter(found -> found.find())
              .map(found -> Integer.valueOf(found.group(1)))
              .toList());
    }
  }

  /// Those of one quarter, ascending.
  ///
  /// @param quarter 0 to 3
  List<Integer> ofQuarter(int quarter) {
    int size = megabytes.size();
    return megabytes.subList(size * quarter / 4, size * (quarter + 1) / 4).stream()
        .sorted()
        .toList();
  }

  int median(int quarter) {
    var sorted = ofQuarter(quarter);
    return sorted.get(sorted.size() / 2);
  }
}

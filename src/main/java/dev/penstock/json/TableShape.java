package dev.penstock.json;

import dev.penstock.model.FailureKind;
import dev.penstock.model.InvalidRequestException;
import dev.penstock.model.Problem;
import dev.penstock.model.PushException;
import dev.penstock.model.RawColumn;
import dev.penstock.model.RawTable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/// Makes columns of any form one table: by their order, or by their labels.
public final class TableShape {
  /// How a column was written.
  enum Form {
    LIST,
    LABELLED,
    SCALAR
  }

  /// One column; its labels are empty unless it is `LABELLED`.
  record Parsed(Form form, RawColumn column, List<String> labels) {}

  private final Map<String, Parsed> columns;
  private final String member;
  private final int bodyLength;
  private final int maxRows;

  TableShape(Map<String, Parsed> columns, String member, int bodyLength, int maxRows) {
    this.columns = columns;
    this.member = member;
    this.bodyLength = bodyLength;
    this.maxRows = maxRows;
  }

  /// The table of all columns.
  ///
  /// - **Fails** as [TableReader#read] does.
  RawTable table(boolean doubled) {
    boolean labelled = columns.values().stream().anyMatch(column -> column.form() == Form.LABELLED);
    boolean listed = columns.values().stream().anyMatch(column -> column.form() == Form.LIST);
    if (labelled && listed) {
      throw mixed();
    }
    if (!columns.isEmpty() && !labelled && !listed) {
      throw invalid(List.of("body", member), "at least one column must be a list");
    }
    List<String> labels = labelled ? labels() : List.of();
    int rows = labelled ? labels.size() : rows();
    var table = new ArrayList<RawColumn>();
    for (var parsed : columns.values()) {
      table.add(
          switch (parsed.form()) {
            case SCALAR -> parsed.column().repeated(rows);
            case LABELLED -> aligned(parsed, labels);
            case LIST -> list(parsed.column(), rows, doubled);
          });
    }
    return new RawTable(rows, table);
  }

  private int rows() {
    return columns.values().stream()
        .filter(column -> column.form() == Form.LIST)
        .mapToInt(column -> column.column().rows())
        .min()
        .orElse(0);
  }

  private RawColumn list(RawColumn column, int rows, boolean doubled) {
    if (column.rows() == rows) {
      return column;
    }
    if (doubled && column.rows() == 2 * rows && rows > 0) {
      var single = column.everySecond();
      if (single.isPresent()) {
        return single.get();
      }
    }
    throw invalid(
        List.of("body", member, column.name()),
        "all lists must have the same length; "
            + column.name()
            + " has "
            + column.rows()
            + ", another "
            + rows);
  }

  private List<String> labels() {
    var labels = new LinkedHashSet<String>();
    columns.values().forEach(column -> labels.addAll(column.labels()));
    if (labels.size() > maxRows) {
      throw tooManyRows(member, maxRows);
    }
    long labelled =
        columns.values().stream().filter(column -> column.form() == Form.LABELLED).count();
    if (labelled > 1 && labelled * labels.size() > bodyLength) {
      throw tooLarge(
          member
              + " comes to more values than bytes, as most labels are missing in most columns; send"
              + " lists instead of objects of label and value");
    }
    return List.copyOf(labels);
  }

  private RawColumn aligned(Parsed parsed, List<String> labels) {
    if (parsed.labels().equals(labels)) {
      return parsed.column();
    }
    Map<String, Integer> rowOf = new HashMap<>();
    for (int row = 0; row < parsed.labels().size(); row++) {
      rowOf.put(parsed.labels().get(row), row);
    }
    return parsed
        .column()
        .select(labels.stream().mapToInt(label -> rowOf.getOrDefault(label, -1)).toArray());
  }

  private InvalidRequestException mixed() {
    for (var column : columns.entrySet()) {
      if (column.getValue().form() == Form.LABELLED) {
        return invalid(
            List.of("body", member, column.getKey()),
            "columns are either lists or objects of label and value, not both; "
                + column.getKey()
                + " is an object, another column a list");
      }
    }
    throw new IllegalStateException("no column is labelled");
  }

  public static PushException tooManyRows(String member, int maxRows) {
    return tooLarge(
        member
            + " has more than "
            + maxRows
            + " rows (setting http.maxRows); send fewer rows at once, or raise the setting");
  }

  private static PushException tooLarge(String message) {
    return new PushException(FailureKind.TOO_LARGE, message);
  }

  private static InvalidRequestException invalid(List<Object> place, String message) {
    return new InvalidRequestException(
        List.of(new Problem("value_error", place, message, "null")), 1);
  }
}

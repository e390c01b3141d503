package dev.penstock.plan;

import dev.penstock.json.JsonWriter;
import dev.penstock.model.InvalidRequestException;
import dev.penstock.model.Problem;
import dev.penstock.model.RawColumn;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.Supplier;

/// Everything that is wrong with a table, found before anything is done with it.
public final class Faults {
  private static final int MOST_SHOWN = 100;

  private final List<Object> place;
  private final List<Problem> problems = new ArrayList<>();
  private final BitSet badRows = new BitSet();
  private int count;
  private boolean fatal;

  /// @param place where the table is in the request, such as `body`, `df`
  public Faults(String... place) {
    this.place = List.of((Object[]) place);
  }

  /// Something that no row can be saved from: a missing or superfluous column.
  public void table(String type, String column, String message) {
    fatal = true;
    add(new Problem(type, at(column), message, "null"));
  }

  /// Something wrong with one value.
  ///
  /// @param message asked for as long as problems are told and not only counted
  public void row(RawColumn column, int row, Supplier<String> message) {
    badRows.set(row);
    if (problems.size() == InvalidRequestException.MOST_PROBLEMS) {
      count++;
      return;
    }
    var loc = new ArrayList<>(at(column.name()));
    loc.add(row);
    add(new Problem("value_error", loc, message.get(), shown(column, row)));
  }

  public boolean any() {
    return count > 0;
  }

  /// Whether leaving rows out is not enough.
  public boolean fatal() {
    return fatal;
  }

  public BitSet badRows() {
    return badRows;
  }

  public List<Problem> problems() {
    return problems;
  }

  public InvalidRequestException refusal() {
    return new InvalidRequestException(problems, count);
  }

  private void add(Problem problem) {
    count++;
    if (problems.size() < InvalidRequestException.MOST_PROBLEMS) {
      problems.add(problem);
    }
  }

  private List<Object> at(String column) {
    var loc = new ArrayList<>(place);
    loc.add(column);
    return loc;
  }

  /// The value as JSON; long ones are cut, as text.
  private static String shown(RawColumn column, int row) {
    var out = new JsonWriter(32);
    switch (column.kind(row)) {
      case NULL -> out.nothing();
      case TRUE -> out.bool(true);
      case FALSE -> out.bool(false);
      case INTEGER -> out.integer(column.integer(row));
      case REAL -> out.real(column.real(row));
      case TEXT -> out.text(cut(column, row));
      case BIG_INTEGER, ARRAY, OBJECT -> {
        if (column.textLength(row) > MOST_SHOWN) {
          out.text(cut(column, row));
        } else {
          out.raw(column.text(), column.textStart(row), column.textLength(row));
        }
      }
    }
    return out.toString();
  }

  private static String cut(RawColumn column, int row) {
    var text =
        new String(
            column.text(),
            column.textStart(row),
            Math.min(column.textLength(row), MOST_SHOWN * 4),
            StandardCharsets.UTF_8);
    if (text.codePointCount(0, text.length()) <= MOST_SHOWN
        && column.textLength(row) <= MOST_SHOWN * 4) {
      return text;
    }
    return text.substring(0, text.offsetByCodePoints(0, MOST_SHOWN)) + "…";
  }
}

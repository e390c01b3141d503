package dev.penstock.json;

import dev.penstock.json.JsonReader.Token;
import dev.penstock.json.TableShape.Form;
import dev.penstock.json.TableShape.Parsed;
import dev.penstock.model.FailureKind;
import dev.penstock.model.PushException;
import dev.penstock.model.RawColumn;
import dev.penstock.model.RawTable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Reads an object of columns, in every shape that pandas takes (contract 2.3): lists, objects of
/// label and value, and single values that stand for all rows.
public final class TableReader {
  /// Keeps what a column costs, beside its rows, from adding up to many times the body.
  private static final int MOST_COLUMNS = 10_000;

  private final JsonReader reader;
  private final RawCells cells;
  private final byte[] body;
  private final int maxRows;
  private final String member;
  private final Map<String, Parsed> columns = new LinkedHashMap<>();

  /// @param body the array that the reader reads
  /// @param maxRows more rows are `TOO_LARGE`
  /// @param member what the body calls the table, for a refusal
  public TableReader(JsonReader reader, byte[] body, int maxRows, String member) {
    this.reader = reader;
    this.cells = new RawCells(reader, body);
    this.body = body;
    this.maxRows = maxRows;
    this.member = member;
  }

  /// Reads the object whose start was just read.
  ///
  /// - **Fails** with `INVALID` when the columns make no table, `TOO_LARGE` when it has too many
  ///   rows.
  ///
  /// @param doubled whether a column may be given twice interleaved, as Feast's own client does
  ///   with join keys of stream views (contract 6.3)
  public RawTable read(boolean doubled) {
    while (reader.next() == Token.NAME) {
      String name = reader.text();
      columns.put(name, column(name, reader.next()));
      if (columns.size() > MOST_COLUMNS) {
        throw new PushException(
            FailureKind.TOO_LARGE,
            member
                + " has more than "
                + MOST_COLUMNS
                + " columns; send those only that the definitions know");
      }
    }
    return new TableShape(columns, member, body.length, maxRows).table(doubled);
  }

  /// Names of the columns that are no lists: some tables may have lists only.
  public List<String> thoseThatAreNoLists() {
    return columns.entrySet().stream()
        .filter(column -> column.getValue().form() != Form.LIST)
        .map(Map.Entry::getKey)
        .toList();
  }

  private Parsed column(String name, Token token) {
    var builder = new RawColumn.Builder(4);
    List<String> labels = new ArrayList<>();
    var form =
        switch (token) {
          case ARRAY_START -> {
            for (var next = reader.next(); next != Token.ARRAY_END; next = reader.next()) {
              add(builder, next);
            }
            yield Form.LIST;
          }
          case OBJECT_START -> {
            while (reader.next() == Token.NAME) {
              labels.add(reader.text());
              add(builder, reader.next());
            }
            yield Form.LABELLED;
          }
          default -> {
            add(builder, token);
            yield Form.SCALAR;
          }
        };
    return new Parsed(form, builder.build(name, body), labels);
  }

  private void add(RawColumn.Builder column, Token token) {
    if (column.rows() == maxRows) {
      throw TableShape.tooManyRows(member, maxRows);
    }
    cells.add(column, token);
  }
}

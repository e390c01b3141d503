package dev.penstock.table;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import dev.penstock.json.TableShape;
import dev.penstock.model.RawColumn;
import dev.penstock.model.RawTable;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/// Reads CSV (RFC 4180, UTF-8): names in the first line, an empty cell is null. A column whose
/// cells are all numbers, or all `true` and `false`, has those; others have texts.
public final class CsvTable {
  private static final int MOST_COLUMNS = 10_000;
  private static final byte[] MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

  private final int maxRows;
  private final List<String> names = new ArrayList<>();
  private final List<TextColumn> columns = new ArrayList<>();

  /// Where the last row begins, from 1.
  private long last;

  private CsvTable(int maxRows) {
    this.maxRows = maxRows;
  }

  /// Reads a table.
  ///
  /// - **Fails** by throwing `INVALID`, which names the line, or `TOO_LARGE`.
  ///
  /// @param maxRows more are too many
  public static RawTable read(byte[] body, int maxRows) {
    return new CsvTable(maxRows).read(body);
  }

  private RawTable read(byte[] body) {
    boolean marked = body.length >= MARK.length && startsWithMark(body);
    int start = marked ? MARK.length : 0;
    var decoder = StandardCharsets.UTF_8.newDecoder().onMalformedInput(CodingErrorAction.REPORT);
    var bytes = new ByteArrayInputStream(body, start, body.length - start);
    try (var csv = lenient().ofCsvRecord(new InputStreamReader(bytes, decoder))) {
      csv.forEach(this::add);
      refuseOpenQuote(body);
    } catch (CsvParseException malformed) {
      throw BodyFault.atLine(last + 1, reason(malformed));
    } catch (IOException | UncheckedIOException malformed) {
      throw BodyFault.atLine(lineOfFault(body), "this is not UTF-8");
    }
    if (names.isEmpty()) {
      throw BodyFault.invalid("the CSV has no header row, which names its columns");
    }
    return table();
  }

  /// Lines of any length: what is wrong with one is told here.
  private static CsvReader.CsvReaderBuilder lenient() {
    return CsvReader.builder().allowMissingFields(true).allowExtraFields(true);
  }

  /// A cell that is not closed takes all that follows, of a file that was cut off for instance.
  private void refuseOpenQuote(byte[] body) {
    boolean open = false;
    for (byte octet : body) {
      open ^= octet == '"';
    }
    if (open) {
      throw BodyFault.atLine(
          last,
          "a quoted cell is not closed, or this or an earlier one has a quote that is not"
              + " doubled");
    }
  }

  private void add(CsvRecord line) {
    last = line.getStartingLineNumber();
    if (names.isEmpty()) {
      begin(line);
      return;
    }
    if (columns.getFirst().rows() == maxRows) {
      throw TableShape.tooManyRows("the CSV", maxRows);
    }
    if (line.getFieldCount() != names.size()) {
      throw BodyFault.atLine(
          last, "%d cells, and the header has %d".formatted(line.getFieldCount(), names.size()));
    }
    for (int column = 0; column < names.size(); column++) {
      String cell = line.getField(column);
      if (cell.isEmpty()) {
        columns.get(column).addNull();
      } else {
        int _ = columns.get(column).add(RawColumn.Kind.TEXT, cell);
      }
    }
  }

  private void begin(CsvRecord header) {
    if (header.getFieldCount() > MOST_COLUMNS) {
      throw BodyFault.tooManyColumns(MOST_COLUMNS);
    }
    var seen = new HashSet<String>();
    for (String name : header.getFields()) {
      if (!seen.add(name)) {
        throw BodyFault.atLine(1, "column '" + name + "' is there twice");
      }
      names.add(name);
      columns.add(new TextColumn());
    }
  }

  /// The line of the first byte that is not UTF-8: the reader fails for all that it takes at once,
  /// before it hands over lines.
  private static int lineOfFault(byte[] body) {
    var bytes = ByteBuffer.wrap(body);
    var decoder = StandardCharsets.UTF_8.newDecoder();
    var text = CharBuffer.allocate(1 << 12);
    while (decoder.decode(bytes, text, true).isOverflow()) {
      var _ = text.clear();
    }
    int line = 1;
    for (int at = 0; at < bytes.position(); at++) {
      if (body[at] == '\n' || (body[at] == '\r' && body[at + 1] != '\n')) {
        line++;
      }
    }
    return line;
  }

  private RawTable table() {
    var read = new ArrayList<RawColumn>();
    for (int column = 0; column < names.size(); column++) {
      read.add(columns.get(column).inferred(names.get(column)));
    }
    return new RawTable(columns.getFirst().rows(), read);
  }

  private static String reason(CsvParseException malformed) {
    var cause = malformed.getCause();
    return String.valueOf(cause == null ? malformed.getMessage() : cause.getMessage());
  }

  private static boolean startsWithMark(byte[] body) {
    return body[0] == MARK[0] && body[1] == MARK[1] && body[2] == MARK[2];
  }
}

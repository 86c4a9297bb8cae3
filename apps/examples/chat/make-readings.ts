import {
  Dictionary,
  Int32,
  makeData,
  makeVector,
  Table,
  TimestampMillisecond,
  Utf8,
  vectorFromArray,
} from "apache-arrow";

const SENSORS = ["attic", "cellar", "garden", "kitchen"];

/** Readings of four thermometers, one a second, as Arrow columns. */
export function makeReadings(rows: number): Table {
  const start = Date.UTC(2026, 0, 1);
  const reading = new Int32Array(rows);
  const time = new BigInt64Array(rows);
  const sensor = new Int32Array(rows);
  const celsius = new Float64Array(rows);
  for (let row = 0; row < rows; row++) {
    reading[row] = row + 1;
    time[row] = BigInt(start + row * 1000);
    sensor[row] = row % SENSORS.length;
    celsius[row] = Math.round(1000 * (12 + 9 * Math.sin(row / 7000) + (row % 4))) / 1000;
  }
  const names = new Dictionary(new Utf8(), new Int32());
  return new Table({
    reading: makeVector(reading),
    time: makeVector(makeData({ type: new TimestampMillisecond(), data: time })),
    sensor: makeVector(
      makeData({ type: names, data: sensor, dictionary: vectorFromArray(SENSORS, new Utf8()) }),
    ),
    celsius: makeVector(celsius),
  });
}

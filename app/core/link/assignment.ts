/**
 * The cheapest one-to-one assignment of rows to columns, where a row may also stay alone at a price.
 *
 * Shortest augmenting paths with dual variables (Jonker & Volgenant 1987, doi:10.1007/BF02278710; rectangular
 * form of Crouse 2016, doi:10.1109/TAES.2016.140952). Each row has a private way out that costs `alone`.
 *
 * @param cost    row-major [rows, columns]; Infinity forbids a pair
 * @param alone   price of leaving a row unmatched; Infinity where every row that can be matched must be,
 *                as far as that is possible
 * @returns       column of each row, −1 where it stays alone
 */
export function assign(cost: Float64Array, rows: number, columns: number, alone: number): Int32Array {
  const dear = alone === Number.POSITIVE_INFINITY ? beyond(cost) : alone;
  const width = columns + rows;
  const priceOf = new Float64Array(width);
  const rowOf = new Int32Array(width).fill(-1);
  const columnOf = new Int32Array(rows).fill(-1);
  const shortest = new Float64Array(width);
  const before = new Int32Array(width);
  const rowDual = new Float64Array(rows);
  startGreedily();

  const settled = new Uint8Array(width);
  for (let row = 0; row < rows; row++) {
    if (columnOf[row] === -1) augment(row);
  }
  return columnOf.map((column) => (column < columns ? column : -1));

  /** Rows whose cheapest column is still free take it; the duals stay feasible. */
  function startGreedily(): void {
    for (let row = 0; row < rows; row++) {
      let best = columns + row;
      let least = dear;
      for (let column = 0, i = row * columns; column < columns; column++, i++) {
        if (cost[i]! < least) {
          least = cost[i]!;
          best = column;
        }
      }
      rowDual[row] = least;
      if (rowOf[best] === -1) {
        rowOf[best] = row;
        columnOf[row] = best;
      }
    }
  }

  /** Dijkstra over reduced costs from a free row to a free column; then the path is turned over. */
  function augment(start: number): void {
    shortest.fill(Number.POSITIVE_INFINITY);
    settled.fill(0);
    let row = start;
    let distance = 0;
    let end = -1;
    const visited: number[] = [];
    while (end === -1) {
      const base = row * columns;
      const dual = rowDual[row]!;
      for (let column = 0; column < columns; column++) {
        if (settled[column] === 1) continue;
        const reach = distance + cost[base + column]! - dual - priceOf[column]!;
        if (reach < shortest[column]!) {
          shortest[column] = reach;
          before[column] = row;
        }
      }
      const own = columns + row;
      if (settled[own] === 0) {
        const reach = distance + dear - dual - priceOf[own]!;
        if (reach < shortest[own]!) {
          shortest[own] = reach;
          before[own] = row;
        }
      }
      let next = -1;
      let least = Number.POSITIVE_INFINITY;
      for (let column = 0; column < width; column++) {
        if (settled[column] === 0 && shortest[column]! < least) {
          least = shortest[column]!;
          next = column;
        }
      }
      distance = least;
      settled[next] = 1;
      if (rowOf[next] === -1) end = next;
      else {
        visited.push(next);
        row = rowOf[next]!;
      }
    }
    rowDual[start] = rowDual[start]! + distance;
    for (const column of visited) {
      const slack = distance - shortest[column]!;
      const owner = rowOf[column]!;
      rowDual[owner] = rowDual[owner]! + slack;
      priceOf[column] = priceOf[column]! - slack;
    }
    for (let column = end; ; ) {
      const owner = before[column]!;
      const given = columnOf[owner]!;
      rowOf[column] = owner;
      columnOf[owner] = column;
      if (owner === start) break;
      column = given;
    }
  }
}

/** A price above that of any chain of finite costs. */
function beyond(cost: Float64Array): number {
  let most = 1;
  for (const value of cost) if (Number.isFinite(value) && Math.abs(value) > most) most = Math.abs(value);
  return most * 1e4;
}

/*
 * Answers queries from the index that gongkai_ssg/search.py wrote. It knows nothing of the page.
 *
 *   const index = await GongkaiSearch.open("/search/");
 *   const hits = await index.find({terms: GongkaiSearch.terms("行政 许可"), filters: {}, sort: "date"});
 *   const shown = await index.show(hits[0]);
 *
 * A term is found exactly where its folded form is a substring of a folded title or paragraph.
 * Folding, codes and token distances mirror gongkai_ssg/search_text.py; the chunks are Pagefind's.
 * ES2017 only, no WebAssembly: it must run in the office browsers of 2019 under a strict policy.
 */
(function () {
  "use strict";

  const FORMAT = 2;
  const PIECE_LENGTH = 1600;
  const PIECE_BEFORE = 60;
  const PIECE_AFTER = 160;
  const NUMBER = /[0-9]号$/; // of a document
  const OWN = 8; // as much as the whole title
  const LONGEST_FOLD = 18; // characters that one character may fold to
  // KB. Lists up to so long are fetched first, two of them. Where they leave few places, the texts
  // around those are read, each about so long, instead of the long lists of frequent pairs.
  const SAVING = {rare: 8, text: 3};
  const SPACE = "\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000";
  const SPACES = new RegExp("[" + SPACE + "]+", "g");
  const QUOTED = new RegExp('^"([^"]+)"(?=[' + SPACE + "]|$)");
  const WORD = new RegExp("^[^" + SPACE + "]+");

  // --- text ------------------------------------------------------------------------------

  function collapse(text) {
    return text.normalize("NFC").replace(SPACES, " ").replace(/^ | $/g, "");
  }

  function foldPoint(char) {
    return /^[\ud800-\udfff]$/.test(char) ? "\ufffd" : char.normalize("NFKC").toLowerCase();
  }

  function fold(text) {
    return Array.from(text.normalize("NFC"), foldPoint).join("");
  }

  function code(char) {
    const n = char.codePointAt(0);
    const digits = n.toString(36);
    return n < 0xa000 ? digits.padStart(3, "0") : "z" + digits.padStart(4, "0");
  }

  /* The folded terms of a query: words, and phrases between a pair of ASCII quotation marks. */
  function terms(query) {
    const found = new Set();
    let rest = collapse(query);
    while (rest) {
      const quoted = QUOTED.exec(rest);
      const taken = quoted || WORD.exec(rest);
      found.add(fold(collapse(quoted ? quoted[1] : taken[0])));
      rest = collapse(rest.slice(taken[0].length));
    }
    found.delete("");
    return Array.from(found);
  }

  /*
   * Tokens that cover a folded term, at the least cost: [{at: distance from its start, token}].
   * Each token is two characters. Where one stands, the next may stand one or two further on, so
   * that all characters are covered; among the ways from the first to the last pair the cheapest
   * is taken. In 县级以上人民政府 that avoids the long lists of 以上 and 人民 for 级以 and 上人.
   */
  function tokens(term, cost) {
    const chars = Array.from(term);
    const steps = [];
    for (let at = 0; at < chars.length - 1; at += 1) {
      const token = code(chars[at]) + code(chars[at + 1]);
      const one = steps[at - 1];
      const two = steps[at - 2];
      const before = two && two.total <= one.total ? two : one;
      steps.push({at: at, token: token, before: before,
        total: cost(token) + (before ? before.total : 0)});
    }
    const covering = [];
    for (let step = steps[steps.length - 1]; step; step = step.before) {
      covering.unshift({at: step.at, token: step.token});
    }
    return covering;
  }

  // --- gzip (RFC 1951, 1952) ---------------------------------------------------------------
  // DecompressionStream is missing before Chromium 80; the files are small enough for this.

  const LENGTH_BASE = [3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67,
    83, 99, 115, 131, 163, 195, 227, 258];
  const LENGTH_BITS = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5,
    5, 5, 5, 0];
  const DISTANCE_BASE = [1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513,
    769, 1025, 1537, 2049, 3073, 4097, 6145, 8193, 12289, 16385, 24577];
  const DISTANCE_BITS = [0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10,
    11, 11, 12, 12, 13, 13];
  const ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

  function huffman(lengths) {
    const count = new Uint16Array(16);
    lengths.forEach(function (length) { count[length] += 1; });
    count[0] = 0;
    const next = new Uint16Array(16);
    for (let length = 1; length < 16; length += 1) {
      next[length] = next[length - 1] + count[length - 1];
    }
    const symbols = new Uint16Array(lengths.length);
    lengths.forEach(function (length, symbol) {
      if (length) {
        symbols[next[length]] = symbol;
        next[length] += 1;
      }
    });
    return {count: count, symbols: symbols};
  }

  function filled(runs) {
    return runs.reduce(function (all, run) {
      return all.concat(new Array(run[0]).fill(run[1]));
    }, []);
  }

  const FIXED = {
    literals: huffman(filled([[144, 8], [112, 9], [24, 7], [8, 8]])),
    distances: huffman(filled([[30, 5]])),
  };

  function gunzip(data) {
    if (data[0] !== 0x1f || data[1] !== 0x8b) {
      return data; // the server said Content-Encoding: gzip, so the browser has done it
    }
    // Our files carry no optional fields but a name at most; size is the last word.
    let at = 10;
    if (data[3] & 8) {
      at = data.indexOf(0, at) + 1;
    }
    const end = data.length;
    const size = new DataView(data.buffer, data.byteOffset + end - 4, 4).getUint32(0, true);
    const out = new Uint8Array(size);
    let to = 0;
    let hold = 0;
    let held = 0;

    function bits(count) {
      while (held < count) {
        if (at >= end) {
          throw new Error("gzip: unexpected end");
        }
        hold |= data[at] << held;
        at += 1;
        held += 8;
      }
      const value = hold & ((1 << count) - 1);
      hold >>>= count;
      held -= count;
      return value;
    }

    function symbol(table) {
      let value = 0;
      let first = 0;
      let index = 0;
      for (let length = 1; length < 16; length += 1) {
        value |= bits(1);
        const count = table.count[length];
        if (value - count < first) {
          return table.symbols[index + value - first];
        }
        index += count;
        first = (first + count) << 1;
        value <<= 1;
      }
      throw new Error("gzip: bad code");
    }

    function tables() {
      const literals = bits(5) + 257;
      const distances = bits(5) + 1;
      const lengths = new Array(19).fill(0);
      for (let left = bits(4) + 4, i = 0; i < left; i += 1) {
        lengths[ORDER[i]] = bits(3);
      }
      const table = huffman(lengths);
      const all = [];
      while (all.length < literals + distances) {
        const value = symbol(table);
        if (value < 16) {
          all.push(value);
        } else {
          const repeated = value === 16 ? all[all.length - 1] : 0;
          let times = value === 16 ? 3 + bits(2) : value === 17 ? 3 + bits(3) : 11 + bits(7);
          for (; times; times -= 1) {
            all.push(repeated);
          }
        }
      }
      return {literals: huffman(all.slice(0, literals)), distances: huffman(all.slice(literals))};
    }

    let last = 0;
    while (!last) {
      last = bits(1);
      const kind = bits(2);
      if (kind === 0) {
        hold = 0;
        held = 0;
        const length = data[at] | (data[at + 1] << 8);
        out.set(data.subarray(at + 4, at + 4 + length), to);
        at += 4 + length;
        to += length;
        continue;
      }
      const table = kind === 1 ? FIXED : tables();
      for (let value = symbol(table.literals); value !== 256; value = symbol(table.literals)) {
        if (value < 256) {
          out[to] = value;
          to += 1;
        } else {
          const length = LENGTH_BASE[value - 257] + bits(LENGTH_BITS[value - 257]);
          const back = symbol(table.distances);
          const distance = DISTANCE_BASE[back] + bits(DISTANCE_BITS[back]);
          for (const stop = to + length; to < stop; to += 1) {
            out[to] = out[to - distance];
          }
        }
      }
    }
    return out;
  }

  // --- Pagefind's chunks (CBOR, RFC 8949) ----------------------------------------------------
  // [[word, ...]], word = [text, [page, ...], variants], page = [number, places, meta].
  // There is one page only, the long tape of all documents of the segment. Places are differences;
  // a negative place is a weight, not a place.

  function chunkReader(data, start) {
    let at = start;
    const decoder = new TextDecoder();

    function head() {
      const first = data[at];
      at += 1;
      let size = first & 31;
      if (size > 23) {
        let width = 1 << (size - 24);
        for (size = 0; width; width -= 1) {
          size = size * 256 + data[at];
          at += 1;
        }
      }
      return {kind: first >> 5, size: size};
    }

    function array() {
      const found = head();
      if (found.kind !== 4) {
        throw new Error("index: array expected");
      }
      return found.size;
    }

    function integer() {
      const found = head();
      if (found.kind > 1) {
        throw new Error("index: integer expected");
      }
      return found.kind ? -1 - found.size : found.size;
    }

    function text() {
      const found = head();
      if (found.kind !== 3) {
        throw new Error("index: text expected");
      }
      at += found.size;
      return decoder.decode(data.subarray(at - found.size, at));
    }

    function skip() {
      const found = head();
      if (found.kind === 3) {
        at += found.size;
      } else if (found.kind === 4) {
        for (let left = found.size; left; left -= 1) {
          skip();
        }
      } else if (found.kind > 1) {
        throw new Error("index: unexpected item");
      }
    }

    function postings() {
      const places = [];
      for (let left = array(); left; left -= 1) {
        const parts = array();
        integer();
        let place = 0;
        for (let more = array(); more; more -= 1) {
          const value = integer();
          if (value >= 0) {
            place += value;
            places.push(place);
          }
        }
        for (let rest = parts - 2; rest; rest -= 1) {
          skip();
        }
      }
      return places;
    }

    return {array: array, text: text, skip: skip, postings: postings};
  }

  /* The places of one token on the long tape, ascending. */
  function lookUp(data, token) {
    const signature = "pagefind_dcd";
    if (new TextDecoder().decode(data.subarray(0, signature.length)) !== signature) {
      throw new Error("index: not a chunk");
    }
    const reader = chunkReader(data, signature.length);
    reader.array();
    for (let left = reader.array(); left; left -= 1) {
      const parts = reader.array();
      const wanted = reader.text() === token;
      if (wanted) {
        return reader.postings();
      }
      for (let rest = parts - 1; rest; rest -= 1) {
        reader.skip();
      }
    }
    return [];
  }

  /* Keep those of the ascending `starts` that have `start + at` among the ascending `places`. */
  function follow(starts, places, at) {
    let next = 0;
    return starts.filter(function (start) {
      while (next < places.length && places[next] < start + at) {
        next += 1;
      }
      return places[next] === start + at;
    });
  }

  /* Where all tokens stand at their distances on the long tape. */
  function join(found) {
    found.sort(function (a, b) { return a.places.length - b.places.length; });
    const rarest = found[0];
    let starts = rarest.places.map(function (place) { return place - rarest.at; });
    for (let i = 1; i < found.length && starts.length; i += 1) {
      starts = follow(starts, found[i].places, found[i].at);
    }
    return starts;
  }

  /* Ascending places of the long tape by page: `ends` says where the tape of each page ends. */
  function paged(starts, ends) {
    const matches = new Map();
    let page = 0;
    starts.forEach(function (start) {
      while (ends[page] <= start) {
        page += 1;
      }
      const own = start - (page ? ends[page - 1] : 0);
      if (matches.has(page)) {
        matches.get(page).push(own);
      } else {
        matches.set(page, [own]);
      }
    });
    return matches;
  }

  /*
   * The pages that have a character, from differences of 2 * page + 1 if the title has it. Where it
   * stands is not known: a place at the start of the title, or one behind it.
   */
  function pagesOf(steps, titles) {
    const matches = new Map();
    let value = 0;
    steps.forEach(function (step) {
      value += step;
      matches.set(value >> 1, [value & 1 ? 0 : titles[value >> 1] + 1]);
    });
    return matches;
  }

  // --- the index ------------------------------------------------------------------------------

  function get(url, options) {
    return fetch(url, Object.assign({credentials: "same-origin"}, options)).then(function (answer) {
      if (!answer.ok) {
        throw new Error(url + ": " + answer.status);
      }
      return answer.arrayBuffer();
    }).then(function (buffer) { return gunzip(new Uint8Array(buffer)); });
  }

  function json(data) {
    return JSON.parse(new TextDecoder().decode(data));
  }

  /* The starts of all chunks: a digit says how much each shares with the one before. */
  function unfold(coded) {
    let before = "";
    return coded.map(function (entry) {
      before = before.slice(0, Number(entry[0])) + entry.slice(1);
      return before;
    });
  }

  function openSegment(base, listed, saving) {
    const path = base + listed.id + "/";
    const end = ".bin" + (listed.erased ? "?" + listed.erased : "");
    const files = new Map();
    const pieces = new Map(); // of the last query

    function file(name) {
      if (!files.has(name)) {
        files.set(name, get(path + name + end));
      }
      return files.get(name);
    }

    /*
     * Piece `number` of a page: title, link, labels, date and text. It is not kept for the next
     * query, which is to notice that a site was published anew.
     */
    function piece(page, number) {
      const name = page + "-" + number;
      if (!pieces.has(name)) {
        pieces.set(name, get(path + name + ".bin").then(json));
      }
      return pieces.get(name);
    }

    return file("head").then(json).then(function (head) {
      const beginnings = unfold(head.chunks);
      const dropped = new Set(listed.dropped);
      const ends = [];
      head.lengths.forEach(function (length, page) {
        ends.push((page ? ends[page - 1] : 0) + length + 1);
      });

      /* The number of the chunk that holds `token` if any does; -1 before the first. */
      function place(token) {
        let low = 0;
        let high = beginnings.length;
        while (low < high) {
          const middle = (low + high) >> 1;
          if (beginnings[middle] <= token) {
            low = middle + 1;
          } else {
            high = middle;
          }
        }
        return low - 1;
      }

      function cost(token) {
        const number = place(token);
        return number < 0 || files.has(number) ? 0 : head.sizes[number];
      }

      function places(token) {
        const number = place(token);
        return number < 0 ? Promise.resolve([]) : file(number).then(function (data) {
          return lookUp(data, token);
        });
      }

      /* Where on the long tape all of the tokens stand at their distances. */
      function starts(parts) {
        return Promise.all(parts.map(function (part) {
          return places(part.token).then(function (found) {
            return {at: part.at, places: found};
          });
        })).then(join);
      }

      function total(parts) {
        return parts.reduce(function (sum, part) { return sum + cost(part.token); }, 0);
      }

      /* Whether a folded term stands at a place of a page, by the text itself. */
      function stands(term, page, start) {
        const number = Math.floor(start / PIECE_LENGTH);
        const title = head.titles[page];
        return piece(page, number).then(function (shown) {
          const size = Array.from(term).length;
          const first = start < title ? 0
            : Math.max(number * PIECE_LENGTH - PIECE_BEFORE, title + 1);
          const text = Array.from(fold(start < title ? shown.title : shown.text));
          // A piece begins behind a character that is cut in two where it folds to several.
          const from = Math.max(0, start - first - (start < title ? 0 : LONGEST_FOLD));
          return text.slice(from, start - first + size).join("").includes(term);
        });
      }

      /* Pages with a folded term, and where in each it starts: those of `maybe` that texts prove. */
      function proven(term, maybe) {
        return Promise.all(maybe.map(function (place) {
          return stands(term, place.page, place.start);
        })).then(function (kept) {
          const matches = new Map();
          maybe.filter(function (_, i) { return kept[i]; }).forEach(function (place) {
            matches.set(place.page, (matches.get(place.page) || []).concat(place.start));
          });
          return matches;
        });
      }

      /* Pages of `counted` with a folded term, and where in each it starts. */
      function match(term, counted) {
        const first = term.codePointAt(0);
        if (term === String.fromCodePoint(first)) {
          return file("c" + first % head.characters).then(json).then(function (lists) {
            return pagesOf(lists[term] || [], head.titles);
          });
        }
        const covering = tokens(term, cost);
        const rare = covering.filter(function (part) { return cost(part.token) <= saving.rare; })
          .sort(function (a, b) { return cost(a.token) - cost(b.token); }).slice(0, 2);
        if (!rare.length || rare.length === covering.length || term.length > PIECE_AFTER) {
          return starts(covering).then(function (found) { return paged(found, ends); });
        }
        return starts(rare).then(function (found) {
          const maybe = [];
          const texts = new Set();
          paged(found, ends).forEach(function (starts, page) {
            (counted.has(page) ? starts : []).forEach(function (start) {
              maybe.push({page: page, start: start});
              texts.add(page + "-" + Math.floor(start / PIECE_LENGTH));
            });
          });
          const rest = tokens(term, cost); // what was fetched costs nothing more
          return texts.size * saving.text <= total(rest) ? proven(term, maybe)
            : starts(rest).then(function (all) { return paged(all, ends); });
        });
      }

      /* Pages that count and carry the labels asked for. */
      function pages(filters) {
        const keys = Object.keys(filters).filter(function (key) { return filters[key]; });
        return (keys.length ? file("filters").then(json) : Promise.resolve({})).then(function (all) {
          const wanted = keys.map(function (key) {
            return {pages: all[key].pages, number: all[key].labels.indexOf(filters[key])};
          });
          return head.titles.map(function (_, page) { return page; }).filter(function (page) {
            return !dropped.has(page) && wanted.every(function (filter) {
              return filter.pages[page] === filter.number;
            });
          });
        });
      }

      return {id: listed.id, head: head, match: match, pages: pages, piece: piece,
        forget: function () { pieces.clear(); }};
    });
  }

  /*
   * How well a page answers a term: first the title (the more of it the term fills, the better) and
   * its own 文号, then how often the text says it for its length.
   */
  function score(segment, page, term, starts) {
    const size = Array.from(term).length;
    const title = segment.head.titles[page];
    const inTitle = starts[0] + size <= title;
    const isOwn = NUMBER.test(term) && starts.includes(title + 1); // right behind the title
    const often = starts.length / (1 + segment.head.lengths[page] / 1000);
    return (inTitle ? 4 + 4 * size / title : 0) + (isOwn ? OWN : 0) + often / (often + 2);
  }

  function findIn(segment, wanted, filters) {
    return segment.pages(filters).then(function (pages) {
      const counted = new Set(pages);
      return pages.length ? Promise.all(wanted.map(function (term) {
        return segment.match(term, counted);
      })).then(function (matches) {
        return hits(segment, wanted, pages, matches);
      }) : [];
    });
  }

  function hits(segment, wanted, pages, matches) {
    const dates = segment.head.dates;
    return pages.filter(function (page) {
      return matches.every(function (match) { return match.has(page); });
    }).map(function (page) {
      const title = segment.head.titles[page];
      let place = null;
      let total = 0;
      wanted.forEach(function (term, i) {
        const starts = matches[i].get(page);
        total += score(segment, page, term, starts);
        if (place === null && Array.from(term).length > 1) {
          const inBody = starts.find(function (start) { return start > title; });
          place = inBody === undefined ? null : inBody;
        }
      });
      return {segment: segment.id, page: page, date: dates.labels[dates.pages[page]],
        score: total, place: place || 0, terms: wanted};
    });
  }

  function compare(a, b) {
    return a < b ? -1 : a > b ? 1 : 0;
  }

  function sorted(hits, sort) {
    return hits.sort(function (a, b) {
      const byDate = compare(b.date, a.date);
      const byScore = b.score - a.score;
      return (sort === "date" ? byDate || byScore : byScore || byDate)
        || compare(a.segment, b.segment) || a.page - b.page;
    });
  }

  /* Open the index that lies at `base` (with a slash at its end); tests save at any price. */
  function open(base, saving) {
    // Never from the cache: a date has no parts of a second, and an old list names files that are gone.
    return get(base + "index.json", {cache: "no-store"}).then(json).then(function (listed) {
      if (listed.format !== FORMAT) {
        throw new Error("index: format " + listed.format);
      }
      return Promise.all(listed.segments.map(function (segment) {
        return openSegment(base, segment, saving || SAVING);
      }));
    }).then(function (segments) {
      return {
        /* All hits, best first: {terms, filters, sort: "relevance" | "date"}. */
        find: function (query) {
          return Promise.all(segments.map(function (segment) {
            segment.forget();
            return findIn(segment, query.terms, query.filters);
          })).then(function (found) {
            return sorted([].concat.apply([], found), query.sort);
          });
        },
        /* Title, link, labels, date and the text around the match of one hit. */
        show: function (hit) {
          const segment = segments.find(function (each) { return each.id === hit.segment; });
          return segment.piece(hit.page, Math.floor(hit.place / PIECE_LENGTH));
        },
      };
    });
  }

  /* Ranges [from, to) of `text` (UTF-16) whose folded form is one of the terms. */
  function marks(text, wanted) {
    const starts = []; // for each UTF-16 unit of the folded text, where its character begins
    let folded = "";
    let at = 0;
    Array.from(text).forEach(function (char) {
      const part = foldPoint(char);
      for (let i = 0; i < part.length; i += 1) {
        starts.push(at);
      }
      folded += part;
      at += char.length;
    });
    starts.push(at);
    const ranges = [];
    wanted.forEach(function (term) {
      for (let i = folded.indexOf(term); i >= 0; i = folded.indexOf(term, i + term.length)) {
        let end = i + term.length;
        while (end < folded.length && starts[end] === starts[end - 1]) {
          end += 1; // the term ends inside a character that folds to several
        }
        ranges.push([starts[i], starts[end]]);
      }
    });
    ranges.sort(function (a, b) { return a[0] - b[0] || b[1] - a[1]; });
    return ranges.reduce(function (merged, range) {
      const before = merged[merged.length - 1];
      if (before && range[0] <= before[1]) {
        before[1] = Math.max(before[1], range[1]);
      } else {
        merged.push(range);
      }
      return merged;
    }, []);
  }

  window.GongkaiSearch = {fold: fold, collapse: collapse, terms: terms, tokens: tokens,
    marks: marks, gunzip: gunzip, open: open};
})();

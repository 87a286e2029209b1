/* Draws the charts of a page: each `.drawn` has its option, as `sim.explorer.charts` describes it.

   Colours come from the style of the page, so a chart is light, dark or printed as the page is.
   Tables stay where they are: they are folded where a chart is drawn. */
"use strict";

(() => {
  const style = () => getComputedStyle(document.documentElement);
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  let onPaper = false;
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const figures = new Intl.NumberFormat("en", { maximumSignificantDigits: 4 });
  const two = (count) => String(count).padStart(2, "0");
  const clock = (minutes) => `${two(Math.floor(minutes / 60))}:${two(Math.floor(minutes % 60))}`;

  /* What an option names as fn:NAME. */
  const functions = {
    figure: (value) => figures.format(value),
    percent: (value) => `${figures.format(100 * value)}%`,
    minutes: (value) => `${figures.format(value)} min`,
    days: (value) => `${figures.format(value)} days`,
    clock: (minutes) => clock(minutes),

    /* A bar from value[0] to value[1] in row value[2]: counters, and the parts of a journey. */
    gantt: (_params, api) => {
      const start = api.coord([api.value(0), api.value(2)]);
      const end = api.coord([api.value(1), api.value(2)]);
      const height = 0.7 * api.size([0, 1])[1];
      const width = Math.max(end[0] - start[0], 1);
      return {
        type: "rect",
        shape: { x: start[0], y: start[1] - height / 2, width, height },
        style: api.style(),
      };
    },

    /* What a datum says of itself, and its series: a tooltip. */
    said: (params) => echarts.format.encodeHTML((params.data && params.data.said) || params.seriesName),

    /* A pale bar behind those of a gantt, from value[0] to value[1] in row value[2]. */
    staffed: (_params, api) => {
      const start = api.coord([api.value(0), api.value(2)]);
      const end = api.coord([api.value(1), api.value(2)]);
      const height = 0.9 * api.size([0, 1])[1];
      const shape = { x: start[0], y: start[1] - height / 2, width: end[0] - start[0], height };
      return { type: "rect", shape, style: { fill: api.visual("color"), opacity: 0.55 } };
    },

    /* The same span, hatched: what could not serve. */
    hatched: (_params, api) => {
      const start = api.coord([api.value(0), api.value(2)]);
      const end = api.coord([api.value(1), api.value(2)]);
      const height = 0.9 * api.size([0, 1])[1];
      const [left, top, width] = [start[0], start[1] - height / 2, Math.max(end[0] - start[0], 2)];
      const stroke = { stroke: api.visual("color"), lineWidth: 1.5 };
      const children = [{ type: "rect", shape: { x: left, y: top, width, height }, style: { fill: "rgba(128,128,128,0.12)", ...stroke } }];
      for (let along = 7 - height; along < width; along += 7) {
        const [from, to] = [Math.max(along, 0), Math.min(along + height, width)];
        const shape = { x1: left + from, y1: top + height - (from - along), x2: left + to, y2: top + height - (to - along) };
        if (to > from) children.push({ type: "line", shape, style: stroke });
      }
      return { type: "group", children };
    },

    /* What lies between two curves: rows of moment, lower value, upper value, drawn as one. */
    band: (params, api) => {
      if (params.dataIndexInside !== 0) return null;
      const rows = Array.from({ length: params.dataInsideLength }, (_one, row) => row);
      const curve = (dimension) => rows.map((row) => api.coord([api.value(0, row), api.value(dimension, row)]));
      return {
        type: "polygon",
        shape: { points: [...curve(2), ...curve(1).reverse()] },
        style: { fill: api.visual("color"), opacity: 0.35 },
        silent: true,
      };
    },

    /* An interval from value[1] to value[2] around value[0], in row value[3]. */
    interval: (_params, api) => {
      const [middle, low, high, row] = [0, 1, 2, 3].map((one) => api.value(one));
      const at = (value) => api.coord([value, row]);
      const [left, right, centre] = [at(low), at(high), at(middle)];
      const stroke = { stroke: api.visual("color"), lineWidth: 2 };
      const line = (x1, y1, x2, y2) => ({ type: "line", shape: { x1, y1, x2, y2 }, style: stroke });
      return {
        type: "group",
        children: [
          line(left[0], left[1], right[0], right[1]),
          line(left[0], left[1] - 5, left[0], left[1] + 5),
          line(right[0], right[1] - 5, right[0], right[1] + 5),
          { type: "circle", shape: { cx: centre[0], cy: centre[1], r: 5 }, style: { fill: stroke.stroke } },
        ],
      };
    },
  };

  const resolved = (value, colours) => {
    if (Array.isArray(value)) return value.map((one) => resolved(one, colours));
    if (value && typeof value === "object") {
      return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, resolved(one, colours)]));
    }
    if (typeof value !== "string") return value;
    if (value.startsWith("--")) return colours.getPropertyValue(value).trim();
    return value.startsWith("fn:") ? functions[value.slice(3)] : value;
  };

  /* What every chart has, unless its option says otherwise. */
  const usual = (colours) => {
    const [ink, quiet, line, card] = ["--ink", "--quiet", "--line", "--card"].map((one) =>
      colours.getPropertyValue(one).trim());
    const axis = {
      axisLine: { lineStyle: { color: quiet } },
      axisLabel: { color: ink },
      nameTextStyle: { color: ink },
      splitLine: { lineStyle: { color: line } },
    };
    const text = { textStyle: { color: ink } };
    return {
      backgroundColor: "transparent",
      animation: false,
      textStyle: { color: ink, fontFamily: style().fontFamily },
      color: [1, 2, 3, 4, 5, 6].map((one) => colours.getPropertyValue(`--series-${one}`).trim()),
      legend: text,
      visualMap: text,
      tooltip: { backgroundColor: card, borderColor: quiet, confine: true, ...text },
      xAxis: axis,
      yAxis: axis,
    };
  };

  const merged = (base, over) => {
    if (Array.isArray(over)) return over.map((one) => (isTable(base) && isTable(one) ? merged(base, one) : one));
    if (!isTable(base) || !isTable(over)) return over;
    const made = { ...base, ...over };
    for (const key of Object.keys(over)) if (key in base) made[key] = merged(base[key], over[key]);
    return made;
  };
  const isTable = (value) => Boolean(value) && typeof value === "object" && !Array.isArray(value);

  /* With a frame, a chart that is printed as it stands is made narrower, not cut off. */
  const framed = (place, chart) => {
    const frame = place.querySelector("svg");
    if (frame) frame.setAttribute("viewBox", `0 0 ${chart.getWidth()} ${chart.getHeight()}`);
  };

  const draw = (place) => {
    const figure = place.closest("figure");
    const colours = style();
    const base = usual(colours);
    const wanted = resolved(JSON.parse(place.dataset.option), colours);
    if (onPaper && wanted.legend) wanted.legend.type = "plain"; // nobody turns its pages there
    for (const optional of ["legend", "visualMap", "xAxis", "yAxis"]) {
      if (!(optional in wanted)) delete base[optional];
    }
    let chart = echarts.getInstanceByDom(place);
    if (!chart) {
      place.textContent = "\u200b"; // so that it has its height before it is measured
      chart = echarts.init(place, null, { renderer: "svg" });
      chart.on("click", (event) => {
        if (event.data && event.data.href) location.assign(event.data.href);
      });
    }
    chart.setOption({ ...merged(base, wanted), animation: !still.matches && wanted.animation === true }, true);
    framed(place, chart);
    place.setAttribute("role", "img");
    place.setAttribute("aria-labelledby", figure.getAttribute("aria-labelledby"));
    const twin = figure.querySelector("details.twin");
    if (twin && !twin.dataset.folded) {
      twin.open = false;
      twin.dataset.folded = "yes";
    }
  };

  const each = (action) => document.querySelectorAll(".drawn[data-option]").forEach(action);
  const all = () => each(draw);
  /* A chart is as wide as its place; on paper, whose width no script is told, as a page of A4. */
  const resize = (width) => each((place) => {
    const chart = echarts.getInstanceByDom(place);
    if (!chart) return;
    chart.resize({ width: width || "auto" });
    chart.getZr().flush(); // paper does not wait for the next frame
    framed(place, chart);
  });

  document.addEventListener("DOMContentLoaded", all);
  document.addEventListener("htmx:afterSettle", all);
  addEventListener("resize", () => resize());
  dark.addEventListener("change", all);
  addEventListener("beforeprint", () => { onPaper = true; all(); resize(680); });
  addEventListener("afterprint", () => { onPaper = false; all(); resize(); });
})();

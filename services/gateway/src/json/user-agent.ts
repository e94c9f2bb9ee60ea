/** First match wins: names that others carry along for compatibility come after those who carry them. */
const systems: readonly (readonly [RegExp, string])[] = [
  [/Windows Phone/, "Windows Phone"],
  [/Android/, "Android"],
  [/iPhone|iPad|iPod/, "iOS"],
  [/Windows/, "Windows"],
  [/Macintosh|Mac OS X/, "macOS"],
  [/CrOS/, "ChromeOS"],
  [/Linux|X11/, "Linux"],
];

const browsers: readonly (readonly [RegExp, string])[] = [
  [/Edg(?:e|A|iOS)?\//, "Edge"],
  [/OPR\/|Opera|OPT\//, "Opera"],
  [/SamsungBrowser\//, "Samsung Internet"],
  [/Vivaldi\//, "Vivaldi"],
  [/Firefox\/|FxiOS\//, "Firefox"],
  [/HeadlessChrome\//, "Headless Chrome"],
  [/Chrome\/|CriOS\//, "Chrome"],
  [/Version\/.*Safari\//, "Safari"],
  [/MSIE |Trident\//, "Internet Explorer"],
];

/** A user agent in words that people recognise their device by, such as `Linux (Firefox)`. */
export function userAgentName(raw: string): string {
  const system = systems.find(([pattern]) => pattern.test(raw))?.[1] ?? "Unknown";
  // Programs put their own name first: curl/8.5.0, okhttp/4.12.0.
  const program = /^[\w.-]{1,40}(?=\/|$)/.exec(raw)?.[0] ?? "Unknown";
  const browser = browsers.find(([pattern]) => pattern.test(raw))?.[1] ?? program;
  return `${system} (${browser})`;
}

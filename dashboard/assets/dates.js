// The names of months and days in the date pickers, which the browser knows in every language.
// Under these names Mantine's pickers look for them; English they know themselves.
(function () {
  const LANGUAGES = ["ru", "zh"];
  const MONTHS = [...Array(12).keys()].map((month) => Date.UTC(2023, month, 1));
  const DAYS = [...Array(7).keys()].map((day) => Date.UTC(2023, 0, 1 + day)); // from a Sunday on

  const named = (language, form, days) => {
    const names = new Intl.DateTimeFormat(language, { ...form, timeZone: "UTC" });
    return days.map((day) => names.format(day).replace(/\.$/, ""));
  };

  for (const language of LANGUAGES) {
    window[`dayjs_locale_${language}`] = {
      name: language,
      months: named(language, { month: "long" }, MONTHS),
      monthsShort: named(language, { month: "short" }, MONTHS),
      weekdays: named(language, { weekday: "long" }, DAYS),
      weekdaysMin: named(language, { weekday: "short" }, DAYS),
      weekStart: 1,
      formats: {},
      ordinal: String,
    };
  }
})();

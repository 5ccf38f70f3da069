// Reads an iCalendar stream from standard input with ical.js and prints its events as JSON; times come out in UTC, by the zones in the stream.
import { text } from "node:stream/consumers";
import ICAL from "ical.js";

// ical.js takes the value of a property that it does not know as it is written; RFC 5545 (3.8.8.2) has it for text, with a comma as `\,`.
ICAL.design.icalendar.property["x-wr-calname"] = { defaultType: "text" };
const calendar = new ICAL.Component(ICAL.parse(await text(process.stdin)) as unknown[]);
for (const zone of calendar.getAllSubcomponents("vtimezone")) {
  ICAL.TimezoneService.register(zone);
}
const events = calendar.getAllSubcomponents("vevent").map((component) => {
  const event = new ICAL.Event(component);
  return {
    uid: event.uid,
    summary: event.summary,
    description: event.description,
    location: event.location,
    sequence: event.sequence,
    zone: event.startDate.zone.tzid,
    start: event.startDate.toJSDate().toISOString(),
    end: event.endDate.toJSDate().toISOString(),
    status: component.getFirstPropertyValue("status"),
    geo: component.getFirstPropertyValue("geo"),
    categories: component.getFirstProperty("categories")?.getValues() ?? [],
  };
});
console.log(JSON.stringify({ name: calendar.getFirstPropertyValue("x-wr-calname"), events }));

import { dialogue } from '../calls/dialogue.ts';
import type { Story } from './story.ts';

const DAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday'];
const TIMES = ['9:15', '10:40', '11:30', '2:20', '3:45', '4:30'];

/** The conversations in English. People and businesses are invented. */
export const ENGLISH_STORIES = {
  reminder: {
    language: 'en',
    sentiment: 'positive',
    succeeded: true,
    endedBy: 'agent',
    turns: dialogue(`
      A: Good morning, this is Ava from Harbour Dental. Am I speaking with {name}?
      C: Speaking.
      A: I am calling about your visit on {day} at {time}. Can you still make it?
      C: {day} at {time}, yes, that works. Is it with Dr {doctor} again?
      A: It is. Please come ten minutes early, with your insurance card.
      C: Will do. Could you text me the day before?
      A: Of course. You will get a text. Have a lovely day, {name}.
    `),
    summary: '{name} confirmed the visit on {day} at {time} and asked for a text the day before.',
    values: { day: DAYS, time: TIMES, doctor: ['Lindqvist', 'Okafor', 'Brandt'] },
    captured: { confirmed: true, day: '{day}', time: '{time}', wants_text: true },
  },
  rebooking: {
    language: 'en',
    sentiment: 'neutral',
    succeeded: true,
    endedBy: 'agent',
    turns: dialogue(`
      A: Hello {name}, this is the practice on Elm Street. You have an appointment on {day}. Does that still suit you?
      C: I am afraid not, something came up at work.
      A: No problem. Would {time} on the {date} be better?
      C: Let me see. Yes, {time} is fine.
      A: Then I have moved it to {time} on the {date}. Anything else?
      C: No, that is all. Thanks for being flexible.
      A: You are welcome. Goodbye!
    `),
    summary: '{name} moved the appointment from {day} to {time} on the {date}.',
    values: { day: DAYS, time: TIMES, date: ['third', 'ninth', 'fourteenth', 'twenty-second'] },
    captured: { rebooked: true, old_day: '{day}', new_time: '{time}', new_date: '{date}' },
  },
  parcel: {
    language: 'en',
    sentiment: 'negative',
    succeeded: false,
    endedBy: 'customer',
    turns: dialogue(`
      A: Swiftbox, Mia speaking. How can I help?
      C: My parcel {parcel} was promised for {day}, and it is still not here.
      A: I am sorry about that, {name}. It left the depot this morning.
      C: That is what you said {day} last time. I want my delivery fee back.
      A: I have noted it. You will hear from a person within two working days.
      C: I certainly hope so. Goodbye.
    `),
    summary: '{name} complained that parcel {parcel} is late and wants the delivery fee back.',
    values: { parcel: ['SB-19777', 'SB-20417', 'SB-22608', 'SB-31940'], day: DAYS },
    captured: { parcel: '{parcel}', refund_wanted: true, promised_day: '{day}' },
  },
  delivery: {
    language: 'en',
    sentiment: 'positive',
    succeeded: true,
    endedBy: 'customer',
    turns: dialogue(`
      A: Hi, this is Gabrielle from Northgate Appliances. Am I speaking with {name}?
      C: Yes, hello.
      A: Your {machine} can come on {day}. Is somebody at home around {time}?
      C: At {time} I should be back. We are on the {floor} floor, and there is no lift.
      A: Thank you, I will send two people. Shall we take the old one with us?
      C: Yes, please do.
      A: All noted: {day}, {time}, {floor} floor. See you then!
      C: Great, bye!
    `),
    summary: 'The {machine} of {name} comes on {day} at {time}; {floor} floor, no lift, take the old one.',
    values: {
      day: DAYS,
      time: TIMES,
      machine: ['washing machine', 'fridge', 'dishwasher', 'oven'],
      floor: ['first', 'second', 'third', 'fifth'],
    },
    captured: { day: '{day}', time: '{time}', floor: '{floor}', lift: false, take_old_one: true },
  },
  viewing: {
    language: 'en',
    sentiment: 'positive',
    succeeded: true,
    endedBy: 'agent',
    turns: dialogue(`
      A: Hello {name}, this is Emil from Lindenhof Homes. You asked about the flat in {street}, is that right?
      C: Yes! Is it still free?
      A: It is, from the first of the month. Would {day} at {time} suit you for a viewing?
      C: {day} is good. Two of us would move in, and a small dog.
      A: Dogs are welcome. I have booked you in for {day} at {time}.
      C: Wonderful, see you then!
      A: See you, {name}. Goodbye.
    `),
    summary: '{name} views the flat in {street} on {day} at {time}; two people and a dog.',
    values: { street: ['Lindenallee 14', 'Gartenweg 3', 'Hafenstrasse 27'], day: DAYS, time: TIMES },
    captured: {
      street: '{street}',
      viewing_day: '{day}',
      viewing_time: '{time}',
      household_size: 2,
      has_pets: true,
    },
  },
  loan: {
    language: 'en',
    sentiment: 'neutral',
    succeeded: true,
    endedBy: 'customer',
    turns: dialogue(`
      A: Good afternoon, {name}, this is the loan desk of Sagar Finance. You asked about a two-wheeler loan?
      C: Yes, for about {amount} rupees.
      A: Over {months} months, that is possible. Are you salaried?
      C: I am, since two years.
      A: Then an advisor will call you on {day} with an offer.
      C: After six, please. Thank you.
    `),
    summary:
      '{name} is interested in a two-wheeler loan of {amount} rupees over {months} months; call after six.',
    values: {
      amount: ['80,000', '95,000', '110,000', '140,000'],
      months: ['12', '18', '24', '36'],
      day: DAYS,
    },
    captured: { amount: '{amount}', months: '{months}', salaried: true, callback_day: '{day}' },
  },
  declined: {
    language: 'en',
    sentiment: 'negative',
    succeeded: false,
    endedBy: 'customer',
    turns: dialogue(`
      A: Hello, is this {name}? I am calling about an offer that may {verb} your monthly bill.
      C: I have told you before: I am not interested.
      A: I am sorry for the trouble. I will take you off the list.
      C: Please do.
    `),
    summary: '{name} is not interested and asked not to be called again.',
    values: { verb: ['halve', 'lower', 'shrink'] },
    captured: { interested: false, do_not_call: true },
  },
  claim: {
    language: 'en',
    sentiment: 'negative',
    succeeded: true,
    endedBy: 'customer',
    turns: dialogue(`
      A: Claims desk of Haven Mutual. Please tell me what happened.
      C: {damage}, and I wrote to you ten days ago. Nobody replied!
      A: I am sorry that your letter is still open. May I have your policy number?
      C: {policy}.
      A: Thank you, {name}. I have opened a claim, and an assessor calls you on {day}.
      C: {day}, then. Goodbye.
    `),
    summary: '{name} opened a claim for policy {policy}; an assessor calls on {day}.',
    values: {
      damage: ['A pipe burst in my kitchen', 'A tree fell on our shed', 'The hail broke two windows'],
      policy: ['HX-2231', 'HX-4870', 'HX-5519'],
      day: DAYS,
    },
    captured: { policy: '{policy}', assessor_day: '{day}', callback_wanted: true },
  },
} as const satisfies Readonly<Record<string, Story>>;

import { dialogue, longSurvey } from './dialogue.ts';

/** The conversations of the Puretalk calls. People and businesses are invented. */
export const PURETALK_TALKS = {
  appointment: dialogue(`
    A: Good morning, this is Gabrielle from Elm Street Family Practice. Is this Luis Ortega?
    C: Yes, hi. I wanted to come in for a check-up, in the morning if possible.
    A: Let me look at Dr. Okafor's mornings for you.
    C: Thanks.
    A: She has 8:40, 10:20, and on Wednesday there would also be
    C: Ten twenty is great, sorry to cut in.
    A: No need to be sorry. I am booking 10:20 on Tuesday, November 3.
    C: Do I need to bring anything?
    A: Your insurance card and a list of the medicine you take.
    C: Will do.
    A: You are all set, Luis. We will see you on Tuesday.
    C: Thank you, bye.
  `),
  webDemo: dialogue(`
    A: Hi! I'm Arthur. Ask me anything about Ledgerleaf.
    C: What would it cost for twelve people?
    A: The team plan is billed per seat: for twelve seats that is 108 dollars a month.
    C: And can we try it first?
    A: For thirty days, without a card.
    C: Cool 😎 that's all I wanted to know.
  `),
  claim: dialogue(`
    A: Claims desk of Haven Mutual. Please tell me what happened.
    C: A pipe burst in my kitchen, and I wrote to you ten days ago. Nobody answered!
    A: I am sorry that your letter went unanswered. May I have your policy number?
    C: H X, two two three one.
    A: Thank you. I have opened a claim for water damage.
    C: And when does somebody come to look at it?
    A: An assessor will call you within two working days.
    C: I certainly hope so.
  `),
  german: dialogue(`
    A: Guten Morgen, hier ist die Praxis am Weiher. Spreche ich mit Herrn Brandt?
    C: Ja, am Apparat.
    A: Sie haben morgen um neun einen Termin. Bleibt es dabei?
    C: Leider nein, ich bin erkältet. Ich melde mich, wenn es wieder geht.
    A: Gute Besserung, ich streiche den Termin. Auf Wiederhören!
  `),
  japanese: dialogue(`
    A: お世話になっております。はやぶさ便のさくらです。再配達のご希望日を伺えますか。
    C: 金曜日の午前中でお願いします。
    A: かしこまりました。金曜日の午前中にお届けします。
    C: ありがとうございます。
  `),
  mailbox: dialogue(`
    C: Please leave your message after the tone.
    A: Hello, this is Gabrielle from Elm Street Family Practice. It is time for your check-up. Please call us back.
  `),
  live: dialogue(`
    A: Hi, this is Gabrielle from Northgate Appliances. Am I speaking with Renee?
    C: Yes, hello.
    A: Your washing machine can come on Thursday. Is somebody at home?
    C: Not on Thursday. Friday morning?
    A: Friday between eight and twelve is free. On which floor do you live?
    C: On the third, and there is no lift.
    A: Thank you, I will send two people. Shall we take the old machine with us?
    C: Yes, please do.
    A: All noted. See you on Friday, Renee.
    C: Great, bye!
  `),
  longSurvey: longSurvey(340),
} as const;

/** A call record with members of every provider. */
export const RECORD = {
  summary: 'They agreed on „Dienstag“.',
  call_summary: 'They agreed.',
  transcript: 'bot: Good day.\nuser: Hello, кто там?',
  transcript_object: [{ role: 'agent', content: 'Good day.', interrupted: false }],
  transcript_json: [{ role: 'bot', content: 'Good day.' }],
  duration: 61,
  call_duration_seconds: 62.5,
  created_at: '2026-01-01T10:00:00Z',
  recording_url: 'https://media.example.com/a.mp3',
  phone_number_from: '+4930123456',
  phone_number_to: '+4930654321',
  objectives: [{ name: 'Book', achieved: true }],
  tag: { id: 12, name: 'interested', color_code: '#22c55e' },
  data_captured: { mood: 'fine', count: 3 },
  rating: 4,
};

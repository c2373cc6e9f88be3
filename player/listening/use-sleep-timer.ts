import { useEffect, useState } from 'preact/hooks';
import { followSleepTimer, readSleepTimer } from './sleep-timer.ts';

export function useSleepTimer() {
  const [timer, setTimer] = useState(readSleepTimer);
  useEffect(() => followSleepTimer(() => setTimer(readSleepTimer())), []);
  return timer;
}
